package dev.berth.proxy.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.LimitId.Kind;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallLimitsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final CallLimits limits = new CallLimits();

    private int taken(Allowance endpoint, Allowance key, int weight, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) if (limits.take("e", endpoint, "k", key, null, weight, now) == null) taken++;
        return taken;
    }

    private static Allowance calls(int perSecond, int burst) {
        return new Allowance(perSecond, burst, 0, 0, 0);
    }

    private static Allowance units(int perSecond) {
        return new Allowance(0, 0, perSecond, 0, 0);
    }

    @Test
    void aBurstIsLetThroughAndThenTheRate() {
        var limit = calls(10, 25);
        assertThat(taken(limit, Allowance.UNLIMITED, 1, 100, 0)).isEqualTo(25);
        assertThat(taken(limit, Allowance.UNLIMITED, 1, 100, 3 * SECOND)).isEqualTo(25);
        assertThat(taken(limit, Allowance.UNLIMITED, 1, 100, 3 * SECOND + SECOND / 2))
                .isEqualTo(5);
    }

    @Test
    void aRefusalSaysWhichLimitAndWhenToComeBack() {
        var limit = calls(4, 1);
        assertThat(taken(limit, Allowance.UNLIMITED, 1, 1, 0)).isEqualTo(1);
        OverLimit over =
                Objects.requireNonNull(limits.take("e", limit, "k", Allowance.UNLIMITED, null, 1, SECOND / 10));
        assertThat(over.kind()).isEqualTo(Kind.CALLS_PER_SECOND);
        assertThat(over.of()).isEqualTo(OverLimit.Of.ENDPOINT);
        assertThat(over.limit()).isEqualTo(4);
        assertThat(over.waitNanos()).isCloseTo(SECOND * 3 / 20, org.assertj.core.data.Offset.offset(10L));
        assertThat(taken(limit, Allowance.UNLIMITED, 1, 1, SECOND / 4)).isEqualTo(1);
    }

    @Test
    void aCallTakesFromEndpointAndKeyOrFromNeither() {
        var endpoint = calls(10, 10);
        var key = calls(3, 3);
        assertThat(taken(endpoint, key, 1, 1_000, 0)).isEqualTo(3);
        OverLimit over = Objects.requireNonNull(limits.take("e", endpoint, "k", key, null, 1, 0));
        assertThat(over.of()).isEqualTo(OverLimit.Of.KEY);
        int others = 0;
        for (int i = 0; i < 100; i++) {
            if (limits.take("e", endpoint, "another", Allowance.UNLIMITED, null, 1, 0) == null) others++;
        }
        assertThat(others).isEqualTo(7);
    }

    @Test
    void aHolderOfATokenHasItsOwnLimitWithinTheOthersAndTakesFromAllOrNone() {
        var endpoint = calls(10, 10);
        var low = new HolderAllowance("e.low", calls(2, 0));
        var high = new HolderAllowance("e.high", calls(1_000, 0));
        OverLimit over = null;
        for (int i = 0; i < 10; i++) over = limits.take("e", endpoint, "k", Allowance.UNLIMITED, low, 1, 0);
        assertThat(Objects.requireNonNull(over).of()).isEqualTo(OverLimit.Of.TOKEN);
        int others = 0;
        for (int i = 0; i < 100; i++) {
            over = limits.take("e", endpoint, "k", Allowance.UNLIMITED, high, 1, 0);
            if (over == null) others++;
        }
        assertThat(others).isEqualTo(8);
        assertThat(Objects.requireNonNull(over).of()).isEqualTo(OverLimit.Of.ENDPOINT);
    }

    @Test
    void holdersAreBoundedHoweverManyAnIssuerNames() {
        var allowance = calls(1, 0);
        var leases = new Leases(limits, 0);
        for (int i = 1; i <= 3 * CallLimits.MOST_HOLDERS; i++) {
            limits.take(
                    "e", Allowance.UNLIMITED, "k", Allowance.UNLIMITED, new HolderAllowance("e." + i, allowance), 1, i);
            if (i % CallLimits.MOST_HOLDERS == 0) leases.demand(i);
        }
        await().until(() -> limits.size() <= CallLimits.MOST_HOLDERS * 1.01);
    }

    @Test
    void aCallThatIsRefusedForItsUnitsLeavesTheCallsAlone() {
        var both = new Allowance(10, 10, 100, 0, 0);
        assertThat(taken(both, Allowance.UNLIMITED, 50, 100, 0)).isEqualTo(2);
        OverLimit over = Objects.requireNonNull(limits.take("e", both, "k", Allowance.UNLIMITED, null, 50, 0));
        assertThat(over.kind()).isEqualTo(Kind.UNITS_PER_SECOND);
        assertThat(taken(both, Allowance.UNLIMITED, 0, 100, 0)).isEqualTo(8);
    }

    @Test
    void aCallHeavierThanASecondsWorthWaitsForAFullBucketAndLeavesADebt() {
        assertThat(taken(units(100), Allowance.UNLIMITED, 250, 5, 0)).isEqualTo(1);
        assertThat(taken(units(100), Allowance.UNLIMITED, 1, 5, SECOND)).isZero();
        assertThat(taken(units(100), Allowance.UNLIMITED, 250, 5, 5 * SECOND / 2 - 1_000))
                .isZero();
        assertThat(taken(units(100), Allowance.UNLIMITED, 250, 5, 5 * SECOND / 2))
                .isEqualTo(1);
    }

    @Test
    void aLimitThatChangesKeepsWhatWasTaken() {
        assertThat(taken(calls(100, 100), Allowance.UNLIMITED, 1, 1_000, 0)).isEqualTo(100);
        assertThat(taken(calls(1_000, 1_000), Allowance.UNLIMITED, 1, 2_000, 0)).isZero();
        assertThat(taken(calls(1_000, 1_000), Allowance.UNLIMITED, 1, 2_000, SECOND / 10))
                .isEqualTo(100);
        assertThat(taken(calls(10, 10), Allowance.UNLIMITED, 1, 2_000, 2 * SECOND))
                .isEqualTo(10);
    }

    @Test
    void aClockThatStandsStillOrGoesBackGivesNothing() {
        assertThat(taken(calls(10, 10), Allowance.UNLIMITED, 1, 20, 5 * SECOND)).isEqualTo(10);
        assertThat(taken(calls(10, 10), Allowance.UNLIMITED, 1, 20, 2 * SECOND)).isZero();
        assertThat(taken(calls(10, 10), Allowance.UNLIMITED, 1, 20, 5 * SECOND)).isZero();
    }

    @Test
    void withoutALimitNothingIsRefused() {
        assertThat(taken(Allowance.UNLIMITED, Allowance.UNLIMITED, 1, 1_000, 0)).isEqualTo(1_000);
    }

    @Test
    void overAnySequenceNoMoreIsTakenThanTheRateAndOneBurst() {
        for (long seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var mine = new CallLimits();
            int rate = 1 + random.nextInt(200);
            int burst = 10 + random.nextInt(100);
            var endpoint = new Allowance(rate, burst, 0, 0, 0);
            long now = 0;
            int taken = 0;
            for (int i = 0; i < 5_000; i++) {
                now += random.nextLong(SECOND / rate);
                if (mine.take("e", endpoint, "k", Allowance.UNLIMITED, null, 1, now) == null) taken++;
            }
            double most = burst + rate * (now / 1e9) + 1e-3;
            assertThat((double) taken).as("seed " + seed).isLessThanOrEqualTo(most);
            // Asked twice as fast as it may, it gets all that it may.
            assertThat((double) taken).as("seed " + seed).isGreaterThan(rate * (now / 1e9) * 0.97 - 1);
        }
    }

    @Test
    void threadsTogetherTakeNoMoreThanOneWould() throws InterruptedException {
        var endpoint = calls(1, 10_000);
        var taken = new AtomicInteger();
        var threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    if (limits.take("e", endpoint, "k", calls(1, 5_000), null, 1, 0) == null) taken.incrementAndGet();
                }
            });
        }
        for (Thread thread : threads) thread.join();
        assertThat(taken).hasValue(5_000);
        assertThat(taken(endpoint, Allowance.UNLIMITED, 1, 20_000, 0)).isEqualTo(5_000);
    }
}
