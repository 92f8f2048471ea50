package dev.berth.control.pool;

import dev.berth.control.node.Node;
import dev.berth.control.node.NodeState;
import dev.berth.control.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a pool lacks and has too much of; pure. Members that are missing are made at once. Whatever takes a member that
 * serves from the pool, a drain or a restart, waits until the others are READY, and comes one member at a time.
 */
final class PoolPlanning {
    /** Failures that a fresh node does not have; others, such as a missing artifact, would only come again. */
    private static final Set<String> REPLACED = Set.of("CRASH_LOOP", "DATA_LOST");

    /** A pool whose members keep failing gets a new one no more often than this. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Pool pool;
    private final int wanted;
    private final List<Member> nodes;
    private final boolean paused;
    private final List<PoolPlan> steps = new ArrayList<>();

    PoolPlanning(Pool pool, List<Member> nodes, Instant now) {
        this.pool = pool;
        this.wanted = pool.deletedAt().isPresent() ? 0 : pool.wantedSize();
        this.nodes = List.copyOf(nodes);
        this.paused = nodes.stream()
                .map(member -> member.node().createdAt())
                .max(Comparator.naturalOrder())
                .filter(newest -> newest.plus(PAUSE).isAfter(now))
                .isPresent();
    }

    List<PoolPlan> steps() {
        driver();
        if (wanted == 0) {
            members(Member::isWanted).forEach(member -> remove(member, tooMuch()));
            return steps;
        }
        List<Member> failed =
                members(member -> member.isWanted() && replaced(member).isPresent());
        failed.forEach(member -> remove(member, replaced(member).orElseThrow()));
        List<Member> staying = members(member -> member.isWanted() && stands(member, Member.Standing.STAYS));
        List<Member> drained = members(member -> member.isWanted() && stands(member, Member.Standing.DRAINED));
        staying.removeAll(failed);
        drained.removeAll(failed);
        int going = failed.size()
                + members(member -> !member.isWanted() && !stands(member, Member.Standing.LOST))
                        .size();
        int there = staying.size() + drained.size();
        if (there > wanted) shrink(staying, drained, going);
        else if (there + going < wanted) grow(wanted - there - going);
        else if (going == 0 && !drained.isEmpty()) makeRoomFor(drained.getFirst(), staying);
        if (steps.isEmpty() && going == 0) restartNext(staying);
        return steps;
    }

    private void driver() {
        List<Member> drivers = nodes.stream().filter(Member::isDriver).toList();
        boolean needed = wanted > 0 && pool.driver().isPresent();
        if (needed && drivers.isEmpty()) steps.add(new PoolPlan.Create(pool.driverName(), Node.PoolRole.DRIVER, ""));
        for (Member driver : drivers) {
            if (!driver.isWanted()) continue;
            if (!needed) remove(driver, tooMuch());
            else replaced(driver).ifPresent(why -> remove(driver, why));
        }
    }

    /** Why a member that has failed gets another in its place; empty: it is as well as any. */
    private Optional<String> replaced(Member member) {
        return !paused
                        && member.seen().state() instanceof NodeState.Failed(var code, var reason)
                        && REPLACED.contains(code)
                ? Optional.of(code + ": " + reason)
                : Optional.empty();
    }

    /** What is away is not waited for: its return finds the pool complete, and one too many goes then. */
    private void grow(int missing) {
        List<Member> away = members(member -> member.isWanted() && member.isAway());
        Set<String> taken = nodes.stream().map(member -> member.node().name()).collect(Collectors.toSet());
        for (int number = 1; missing > 0; number++) {
            if (!taken.add(pool.memberName(number))) continue;
            missing--;
            String why = away.isEmpty() ? "" : inPlaceOf(away.removeFirst());
            steps.add(new PoolPlan.Create(pool.memberName(number), Node.PoolRole.MEMBER, why));
        }
    }

    /** One more than is wanted, elsewhere, before the first that has to leave its host does; one at a time. */
    private void makeRoomFor(Member leaving, List<Member> staying) {
        if (!staying.stream().allMatch(member -> member.isReady() || member.isIdle())) return;
        Set<String> taken = nodes.stream().map(member -> member.node().name()).collect(Collectors.toSet());
        int number = 1;
        while (taken.contains(pool.memberName(number))) number++;
        steps.add(new PoolPlan.Create(pool.memberName(number), Node.PoolRole.MEMBER, inPlaceOf(leaving)));
    }

    private String inPlaceOf(Member other) {
        String why = switch (other.standing()) {
            case STAYS -> "";
            case DRAINED -> ", whose host is being drained";
            case PRESSED -> ", which is stopped because its host's disk is full";
            case LOST -> ", whose host is lost";
        };
        return "in place of " + other.node().name() + why + ownChain();
    }

    private String ownChain() {
        return pool.replication() == Template.Replication.NONE
                ? "; it has a chain of its own, nothing comes with it"
                : "";
    }

    private void shrink(List<Member> staying, List<Member> drained, int going) {
        if (staying.size() > wanted) {
            staying.stream()
                    .sorted(Comparator.comparing(Member::isReady)
                            .thenComparing(Comparator.comparingInt(this::number).reversed()))
                    .limit(staying.size() - wanted)
                    .forEach(member -> remove(member, tooMuch()));
            drained.forEach(member -> remove(member, tooMuch()));
            return;
        }
        if (going > 0 || drained.isEmpty()) return;
        Member leaving = drained.stream()
                .min(Comparator.comparing(Member::isReady).thenComparingInt(this::number))
                .orElseThrow();
        long enough = wanted - staying.stream().filter(Member::isIdle).count();
        boolean missed = leaving.isReady() && readyBut(leaving) < enough;
        if (!missed) remove(leaving, "its host is being drained");
    }

    private void restartNext(List<Member> staying) {
        Optional<Member> next = staying.stream()
                .filter(member ->
                        !member.hasRevision(pool.revision()) && member.node().desired() == Node.Desired.RUNNING)
                .min(Comparator.comparing(Member::isReady)
                        .thenComparing(Comparator.comparingInt(this::number).reversed()));
        boolean othersServe = next.isPresent()
                && staying.stream()
                        .filter(member -> !member.equals(next.get()))
                        .allMatch(member -> member.isReady() || member.isIdle())
                && (staying.size() == 1
                        || readyBut(next.get()) > 0
                        || !next.get().isReady());
        if (othersServe) steps.add(new PoolPlan.Restart(next.get().node().id(), pool.revision()));
    }

    /** How many others serve. */
    private long readyBut(Member one) {
        return members(member -> member.isWanted() && !member.equals(one) && member.isReady())
                .size();
    }

    private void remove(Member member, String why) {
        steps.add(new PoolPlan.Remove(member.node().id(), why));
    }

    private String tooMuch() {
        return pool.deletedAt().isPresent() ? "its pool was deleted" : "its pool has enough members without it";
    }

    private List<Member> members(Predicate<Member> which) {
        return nodes.stream()
                .filter(member -> !member.isDriver())
                .filter(which)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private int number(Member member) {
        return pool.memberNumber(member.node().name());
    }

    private static boolean stands(Member member, Member.Standing standing) {
        return member.standing() == standing;
    }
}
