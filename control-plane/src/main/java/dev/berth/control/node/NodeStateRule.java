package dev.berth.control.node;

import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.lease.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a node's state follows from what is known of it. The database finds, sorts and counts nodes by the same rule, in the view
 * {@code node_state}: {@link NodeStates}.
 */
public final class NodeStateRule {
    /** Why a node does not run whose host's units are to be stopped. */
    public static final String HOST_OFF = "its host is switched off";

    private NodeStateRule() {}

    /**
     * All that the state follows from.
     *
     * @param hostLost when its host was last heard, if its return is not waited for
     * @param barred why its host is not to run it, whatever it wants
     * @param units what was seen of those of the wanted generation, of {@code unitCount} that the template has
     * @param readyFrom start of the latest interval in which the node was ready
     */
    public record Known(
            Node node,
            Optional<Request> request,
            Optional<Lease> lease,
            Optional<Instant> hostLost,
            Optional<String> barred,
            int unitCount,
            List<UnitSeen> units,
            Optional<NodeSeen> seen,
            Optional<Instant> readyFrom) {
        public Known {
            units = List.copyOf(units);
        }
    }

    public static NodeState of(Known known, Instant now) {
        Node node = known.node();
        if (node.goneAt().isPresent()) return new NodeState.Deleted(closeReason(known));
        if (node.desired() == Node.Desired.DELETED) return new NodeState.Deleting("deletion was asked for");
        if (node.desired() == Node.Desired.RETAINED) return retained(known.lease());
        Optional<NodeSeen> seen = known.seen().filter(last -> last.generation() == node.generation());
        Optional<NodeState> failed = seen.flatMap(NodeStateRule::failed);
        if (failed.isPresent()) return failed.get();
        if (known.lease().isEmpty()) return new NodeState.Requested(waitingFor(known.request()));
        Optional<NodeState> lost = lost(known, now);
        if (lost.isPresent()) return lost.get();
        List<UnitSeen> units = known.units().stream()
                .filter(unit -> unit.generation() == node.generation())
                .toList();
        Optional<String> unpaid = known.lease().flatMap(NodeStateRule::withoutFunds);
        if (unpaid.isPresent()) return stopping(units, unpaid.get());
        if (node.desired() == Node.Desired.STOPPED) return stopping(units, "a stop was asked for");
        if (known.barred().isPresent()) return stopping(units, known.barred().get());
        return running(known, units, seen);
    }

    private static NodeState retained(Optional<Lease> lease) {
        return lease.filter(Lease::ofData)
                .flatMap(Lease::endsAt)
                .<NodeState>map(until -> new NodeState.Retained(
                        "only its data is kept, until " + until + ": restore it before that", until))
                .orElseGet(() -> new NodeState.Deleting("it is being removed, but for its data"));
    }

    private static Optional<String> withoutFunds(Lease lease) {
        return lease.state() instanceof LeaseState.Grace grace
                ? Optional.of("INSUFFICIENT_FUNDS: its data is kept until " + grace.endsAt())
                : Optional.empty();
    }

    private static String closeReason(Known known) {
        return known.lease()
                .flatMap(Lease::closeReason)
                .or(() -> known.request().flatMap(Request::reason))
                .orElse("nothing of it is left");
    }

    private static String waitingFor(Optional<Request> request) {
        return request.map(asked -> switch (asked.state()) {
                    case PENDING -> "waits for a person's approval";
                    case APPROVED, UNPLACEABLE -> "waits for a host with room";
                    case REJECTED, EXPIRED, WITHDRAWN -> asked.reason().orElse("will not get a place");
                    case MATCHED -> "its lease has ended";
                })
                .orElse("nothing was asked for it");
    }

    private static Optional<NodeState> failed(NodeSeen seen) {
        return Optional.ofNullable(seen.failureCode())
                .map(code -> new NodeState.Failed(code, seen.failureReason() == null ? code : seen.failureReason()));
    }

    private static Optional<NodeState> lost(Known known, Instant now) {
        return known.hostLost()
                .map(heard -> Duration.between(heard, now))
                .map(silence -> new NodeState.Lost("its host was not heard for " + silence.toMinutes() + " min"));
    }

    private static NodeState stopping(List<UnitSeen> units, String why) {
        return units.stream().anyMatch(unit -> unit.state() == UnitSeen.State.RUNNING)
                ? new NodeState.Stopping(why)
                : new NodeState.Stopped(why);
    }

    private static NodeState running(Known known, List<UnitSeen> units, Optional<NodeSeen> seen) {
        Optional<UnitSeen> exited = units.stream()
                .filter(unit -> unit.state() == UnitSeen.State.EXITED)
                .findFirst();
        if (exited.isPresent())
            return new NodeState.Degraded(
                    "UNIT_EXITED",
                    exit(exited.get(), seen.map(NodeSeen::nextTryAt).orElse(null)));
        long running = units.stream()
                .filter(unit -> unit.state() == UnitSeen.State.RUNNING)
                .count();
        if (units.isEmpty()) return new NodeState.Reserved("has a place on a host");
        if (running < known.unitCount())
            return new NodeState.Creating(running + " of " + known.unitCount() + " units run");
        if (seen.isEmpty()) return new NodeState.Starting("not probed yet");
        NodeSeen last = seen.get();
        if (last.ready())
            return new NodeState.Ready(
                    "all conditions are met", known.readyFrom().orElse(last.observedAt()));
        Optional<String> refused = last.conditions().stream()
                .filter(condition -> condition.condition().equals(NodeSeen.ENGINE_AUTH) && !condition.met())
                .map(NodeSeen.Condition::detail)
                .findFirst();
        if (refused.isPresent()) return new NodeState.Degraded("ENGINE_AUTH", refused.get());
        String unmet = unmet(last);
        if (wasReady(known, units)) return new NodeState.Degraded("NOT_READY", unmet);
        return last.answers() ? new NodeState.Syncing(unmet) : new NodeState.Starting(unmet);
    }

    /** Since its units were last started. */
    private static boolean wasReady(Known known, List<UnitSeen> units) {
        Optional<Instant> started = units.stream()
                .flatMap(unit -> Optional.ofNullable(unit.startedAt()).stream())
                .max(Instant::compareTo);
        return known.readyFrom().isPresent()
                && started.isPresent()
                && known.readyFrom().get().isAfter(started.get());
    }

    private static String exit(UnitSeen unit, @Nullable Instant nextTry) {
        return unit.unit() + " ended"
                + (unit.oomKilled()
                        ? " for want of memory"
                        : unit.exitCode() == null ? "" : " with code " + unit.exitCode())
                + (nextTry == null ? "" : ", next try at " + nextTry);
    }

    private static String unmet(NodeSeen seen) {
        String unmet = seen.conditions().stream()
                .filter(condition -> !condition.met())
                .map(condition -> condition.condition() + ": " + condition.detail())
                .collect(Collectors.joining("; "));
        return unmet.isEmpty() ? "all conditions are met, not for long enough yet" : unmet;
    }
}
