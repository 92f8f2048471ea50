package dev.berth.control.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.Demand;
import dev.berth.contract.v1.LimitDemand;
import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.LimitShare;
import dev.berth.contract.v1.Shares;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The board, and proxies that behave as theirs do, with letters that are late, lost with their stream, or come in heaps. */
class ShareBoardTest {
    private static final LimitId LIMIT = LimitId.newBuilder()
            .setOf("endpoint")
            .setKind(LimitId.Kind.CALLS_PER_SECOND)
            .build();
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long ROUND = 250 * MILLI;

    private ShareBoard board = new ShareBoard();
    private final List<ModelProxy> proxies = new ArrayList<>();
    private long now = Duration.ofHours(1).toNanos();

    private final class ModelProxy {
        final UUID id = UUID.randomUUID();
        final Deque<Shares> onTheWay = new ArrayDeque<>();
        final List<Long> sentAt = new ArrayList<>();
        double demand;
        double part;
        long until;
        long heard;
        boolean connected;

        void connect() {
            onTheWay.clear();
            sentAt.clear();
            heard = 0;
            connected = true;
            board.came(id, now);
        }

        void disconnect() {
            connected = false;
            onTheWay.clear();
            board.left(id);
        }

        double inForce() {
            return now < until ? part : 1.0 / proxies.size();
        }

        void speak() {
            if (!connected || (now >= until && demand < 0.5 * inForce())) return;
            sentAt.add(now);
            var demands = Demand.newBuilder()
                    .setRound(sentAt.size())
                    .setHeard(heard)
                    .addLimits(LimitDemand.newBuilder().setLimit(LIMIT).setOfLimit(demand));
            for (ShareBoard.Letter letter : board.heard(id, demands.build(), proxies.size(), now))
                for (ModelProxy to : proxies)
                    if (to.id.equals(letter.to()) && to.connected) to.onTheWay.add(letter.shares());
        }

        void hear() {
            Shares shares = onTheWay.poll();
            if (shares == null) return;
            heard = shares.getNumber();
            for (LimitShare share : shares.getSharesList()) {
                long from =
                        share.getBorrowed() && shares.getRound() > 0 ? sentAt.get((int) shares.getRound() - 1) : now;
                long ends = from + share.getForMs() * MILLI;
                if (ends <= now) continue;
                part = share.getOfLimit();
                until = ends;
            }
        }
    }

    private void proxies(int count) {
        for (int i = 0; i < count; i++) proxies.add(new ModelProxy());
        proxies.forEach(ModelProxy::connect);
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            for (ModelProxy proxy : proxies) {
                now += ROUND / proxies.size();
                proxy.speak();
                for (ModelProxy each : proxies) while (!each.onTheWay.isEmpty()) each.hear();
                assertThat(together()).isLessThanOrEqualTo(1 + 1e-3);
            }
        }
    }

    private double together() {
        return proxies.stream().mapToDouble(ModelProxy::inForce).sum();
    }

    @Test
    void whoAsksAloneHasNearlyAllWithinASecondOnceEverybodyHasSettled() {
        proxies(3);
        rounds(20);
        proxies.getFirst().demand = 10;
        rounds(4);
        assertThat(proxies.getFirst().inForce()).isGreaterThan(0.98);
    }

    @Test
    void whatIsAskedElsewhereIsFollowedWithinASecondAndAHalf() {
        proxies(3);
        proxies.getFirst().demand = 10;
        rounds(30);
        proxies.getFirst().demand = 0;
        proxies.getLast().demand = 10;
        rounds(6);
        assertThat(proxies.getLast().inForce()).isGreaterThan(0.98);
        assertThat(proxies.getFirst().inForce()).isLessThan(0.01);
    }

    @Test
    void aLimitThatNobodyIsNearCostsNoLetter() {
        proxies(3);
        proxies.forEach(proxy -> proxy.demand = 0.1);
        rounds(40);
        assertThat(proxies).allSatisfy(proxy -> assertThat(proxy.sentAt).isEmpty());
    }

    @Test
    void aLimitThatNobodyAsksForAnyMoreIsForgottenByAll() {
        proxies(3);
        proxies.getFirst().demand = 5;
        rounds(30);
        proxies.getFirst().demand = 0;
        rounds(80);
        int said = proxies.stream().mapToInt(proxy -> proxy.sentAt.size()).sum();
        rounds(20);
        assertThat(proxies.stream().mapToInt(proxy -> proxy.sentAt.size()).sum())
                .isEqualTo(said);
        assertThat(proxies).allSatisfy(proxy -> assertThat(proxy.inForce()).isEqualTo(1 / 3.0));
    }

    @Test
    void theBoardOfAnotherControlPlaneGivesNothingBeforeWhatTheFirstSaidHasRunOut() {
        proxies(3);
        proxies.getFirst().demand = 10;
        rounds(30);
        board = new ShareBoard();
        proxies.forEach(ModelProxy::connect);
        proxies.getFirst().demand = 0;
        proxies.getLast().demand = 10;
        rounds(40);
        assertThat(proxies.getLast().inForce()).isGreaterThan(0.98);
    }

    @Test
    void whateverIsLateOrLostTheyHaveTogetherNoMoreThanTheWhole() {
        for (long seed = 0; seed < 300; seed++) {
            board = new ShareBoard();
            proxies.clear();
            var random = new Random(seed);
            proxies(2 + random.nextInt(5));
            for (int step = 0; step < 1_500; step++) {
                now += random.nextLong(80 * MILLI);
                ModelProxy proxy = proxies.get(random.nextInt(proxies.size()));
                switch (random.nextInt(40)) {
                    case 0 -> proxy.demand = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 5;
                    case 1 -> {
                        if (random.nextInt(8) == 0) proxy.disconnect();
                    }
                    case 2 -> {
                        if (!proxy.connected || random.nextInt(20) == 0) proxy.connect();
                    }
                    case 3 -> {
                        if (random.nextInt(10) == 0) now += random.nextLong(5_000 * MILLI);
                    }
                    case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> proxy.speak();
                    default -> proxy.hear();
                }
                assertThat(together()).as("seed " + seed + ", step " + step).isLessThanOrEqualTo(1 + 1e-3);
            }
        }
    }
}
