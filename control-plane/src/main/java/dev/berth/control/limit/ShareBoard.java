package dev.berth.control.limit;

import dev.berth.contract.v1.Demand;
import dev.berth.contract.v1.LimitDemand;
import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.LimitShare;
import dev.berth.contract.v1.Shares;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The proxies that are here, the limits per second that are asked for, and what is to be said to whom. Knows neither clock
 * nor stream. A proxy that has just come keeps its equal part: until what was said before has run out, at whichever control
 * plane, that part is neither lent nor added to.
 */
final class ShareBoard {
    private static final Duration SETTLING = Lending.BORROWED.plusSeconds(1);
    private static final Duration SILENT = Duration.ofSeconds(1);
    private static final Duration TOLD = Duration.ofMillis(200);

    private final Map<UUID, Guest> guests = new HashMap<>();
    private final Map<LimitId, Lending> lendings = new HashMap<>();

    /** What is to be said to a proxy. */
    record Letter(UUID to, Shares shares) {}

    private static final class Guest {
        final long cameAt;
        boolean settled;
        long number;
        long round;
        long spokeAt;
        long toldAt;

        Guest(long cameAt) {
            this.cameAt = cameAt;
            this.spokeAt = cameAt;
            this.toldAt = cameAt;
        }
    }

    void came(UUID proxy, long nowNanos) {
        guests.put(proxy, new Guest(nowNanos));
    }

    void left(UUID proxy) {
        guests.remove(proxy);
    }

    /**
     * A proxy has said what is asked for: the answer, and what others have to know because of it.
     *
     * @param proxies how many share each limit, wherever they are
     */
    List<Letter> heard(UUID proxy, Demand demand, int proxies, long nowNanos) {
        Guest guest = guests.get(proxy);
        if (guest == null) return List.of();
        guest.round = demand.getRound();
        guest.spokeAt = nowNanos;
        settle(nowNanos);
        if (guest.settled) take(proxy, demand, nowNanos);
        quieten(nowNanos);
        Set<UUID> here = here();
        int sharing = Math.max(proxies, here.size());
        lendings.values()
                .removeIf(lending -> !lending.isAlive(here, sharing, nowNanos) && !lending.isBinding(nowNanos));
        var letters = new ArrayList<Letter>();
        for (UUID each : here) {
            Guest other = guests.get(each);
            if (other == null) continue;
            boolean due = each.equals(proxy)
                    || (nowNanos - other.spokeAt > TOLD.toNanos() && nowNanos - other.toldAt > TOLD.toNanos());
            if (due) write(each, other, here, sharing, nowNanos, letters);
        }
        return letters;
    }

    /** A letter of other things, in the same order. */
    Letter letter(UUID proxy, List<LimitShare> shares) {
        Guest guest = guests.get(proxy);
        if (guest == null) return new Letter(proxy, Shares.getDefaultInstance());
        return new Letter(
                proxy,
                Shares.newBuilder()
                        .setNumber(++guest.number)
                        .setRound(guest.round)
                        .addAllShares(shares)
                        .build());
    }

    private void take(UUID proxy, Demand demand, long nowNanos) {
        for (Lending lending : lendings.values()) {
            lending.confirmed(proxy, demand.getHeard());
            lending.notAsked(proxy);
        }
        for (LimitDemand asked : demand.getLimitsList()) {
            switch (asked.getLimit().getKind()) {
                case CALLS_PER_SECOND, UNITS_PER_SECOND ->
                    lendings.computeIfAbsent(asked.getLimit(), limit -> new Lending(limit, nowNanos))
                            .asked(proxy, asked.getOfLimit());
                case CALLS_PER_DAY, UNITS_PER_DAY, KIND_UNSPECIFIED, UNRECOGNIZED -> {}
            }
        }
    }

    private void settle(long nowNanos) {
        guests.forEach((proxy, guest) -> {
            if (guest.settled || nowNanos - guest.cameAt < SETTLING.toNanos()) return;
            guest.settled = true;
            lendings.values().forEach(lending -> lending.begins(proxy));
        });
    }

    /** Who says nothing has nothing to ask for. */
    private void quieten(long nowNanos) {
        guests.forEach((proxy, guest) -> {
            if (nowNanos - guest.spokeAt > SILENT.toNanos())
                lendings.values().forEach(lending -> lending.notAsked(proxy));
        });
    }

    private Set<UUID> here() {
        var here = new HashSet<UUID>();
        guests.forEach((proxy, guest) -> {
            if (guest.settled) here.add(proxy);
        });
        return here;
    }

    private void write(UUID to, Guest guest, Set<UUID> here, int sharing, long nowNanos, List<Letter> letters) {
        var shares = new ArrayList<LimitShare>();
        for (Lending lending : lendings.values()) {
            if (!lending.isAlive(here, sharing, nowNanos)) continue;
            LimitShare share = lending.share(to, guest.number + 1, here, sharing, nowNanos);
            if (share != null) shares.add(share);
        }
        if (shares.isEmpty()) return;
        guest.toldAt = nowNanos;
        letters.add(letter(to, shares));
    }
}
