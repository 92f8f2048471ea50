package dev.berth.control.limit;

import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.LimitShare;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One limit per second, and which part of it each proxy may have now. Of what was sent and not confirmed the worst is
 * assumed, so that the parts that are in force together are never more than the whole: whoever is to have more gets it when
 * the others are known to have less. A lease of more than the equal part ends before those of less, from which it came.
 */
final class Lending {
    static final Duration BORROWED = Duration.ofSeconds(3);
    private static final Duration LENT = Duration.ofSeconds(6);
    private static final Duration KEPT_WHEN_QUIET = Duration.ofSeconds(10);
    private static final double ASKED_FOR = 0.4;
    private static final double SMALLEST = 1e-4;
    private static final double ROUNDING = 1e-9;
    private static final int UNCONFIRMED = 16;

    private final LimitId limit;
    private final Map<UUID, Party> parties = new HashMap<>();
    private long askedForAt;

    /** One proxy's side. */
    private static final class Party {
        double demand;
        final Deque<Sent> sent = new ArrayDeque<>();
        boolean confirmed;
    }

    /** A part that a proxy was told. */
    private record Sent(long number, double part, long atNanos) {}

    Lending(LimitId limit, long nowNanos) {
        this.limit = limit;
        this.askedForAt = nowNanos;
    }

    /** What is asked of the limit at a proxy, as a part of it. */
    void asked(UUID proxy, double ofLimit) {
        party(proxy).demand = Double.isFinite(ofLimit) ? Math.max(0, ofLimit) : 0;
    }

    void notAsked(UUID proxy) {
        Party party = parties.get(proxy);
        if (party != null) party.demand = 0;
    }

    /** The proxy has put in force everything up to that number. */
    void confirmed(UUID proxy, long number) {
        Party party = parties.get(proxy);
        if (party == null) return;
        while (!party.sent.isEmpty() && party.sent.getFirst().number <= number) {
            Sent first = party.sent.removeFirst();
            Sent next = party.sent.peekFirst();
            if (next != null && next.number <= number) continue;
            party.sent.addFirst(first);
            party.confirmed = true;
            return;
        }
    }

    /** The proxy begins anew, and long enough after it had left that nothing it was told holds any more. */
    void begins(UUID proxy) {
        parties.remove(proxy);
    }

    /** Whether anybody has asked for it lately. */
    boolean isAlive(Set<UUID> here, int proxies, long nowNanos) {
        double asked = here.stream().mapToDouble(this::demand).sum();
        if (asked > ASKED_FOR / proxies) askedForAt = nowNanos;
        return nowNanos - askedForAt < KEPT_WHEN_QUIET.toNanos();
    }

    /** Whether something that was told may still hold. */
    boolean isBinding(long nowNanos) {
        return parties.values().stream()
                .flatMap(party -> party.sent.stream())
                .anyMatch(sent -> nowNanos - sent.atNanos < LENT.toNanos());
    }

    /**
     * What {@code proxy} may have from now on; null: it has not confirmed enough of what it was told.
     *
     * @param here the proxies that parts are divided among
     * @param proxies how many share the limit in all: those that are not here have their equal part
     */
    @Nullable
    LimitShare share(UUID proxy, long number, Set<UUID> here, int proxies, long nowNanos) {
        Party party = party(proxy);
        if (party.sent.size() >= UNCONFIRMED) return null;
        double equal = 1.0 / proxies;
        var demand = new HashMap<UUID, Double>();
        for (UUID each : here) demand.put(each, demand(each));
        double whole = here.size() * equal;
        double wished = Division.of(demand, whole).getOrDefault(proxy, equal);
        double free = whole;
        for (Map.Entry<UUID, Party> other : parties.entrySet()) {
            if (other.getKey().equals(proxy)) continue;
            double most = most(other.getValue(), equal, nowNanos);
            free -= here.contains(other.getKey()) ? most : Math.max(0, most - equal);
        }
        for (UUID other : here) if (!parties.containsKey(other)) free -= equal;
        double part = Math.max(SMALLEST, Math.min(wished, free));
        party.sent.addLast(new Sent(number, part, nowNanos));
        boolean borrowed = part > equal + ROUNDING;
        return LimitShare.newBuilder()
                .setLimit(limit)
                .setOfLimit(part)
                .setBorrowed(borrowed)
                .setForMs((int) (borrowed ? BORROWED : LENT).toMillis())
                .build();
    }

    /** The most that a proxy may have in force now, or before what is lent from now on ends. */
    private static double most(Party party, double equal, long nowNanos) {
        double most = party.confirmed ? 0 : equal;
        for (Sent sent : party.sent) {
            boolean holds = nowNanos - sent.atNanos < BORROWED.toNanos();
            most = Math.max(most, holds ? sent.part : equal);
        }
        return most;
    }

    private double demand(UUID proxy) {
        Party party = parties.get(proxy);
        return party == null ? 0 : party.demand;
    }

    private Party party(UUID proxy) {
        return parties.computeIfAbsent(proxy, _ -> new Party());
    }
}
