package dev.berth.control.reconcile;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.lease.Lease;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.operation.OperationId;
import dev.berth.control.template.Network;
import dev.berth.control.template.NodePlan;
import dev.berth.control.template.Rendering;
import dev.berth.control.template.Template;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node that has, or had, a place on a host, with all that the database says of it.
 *
 * @param plan what its wanted generation is on the host; empty once its lease has ended, or is of its data only
 * @param barred why its host is not to run it, whatever it wants
 * @param networkShared whether another node on the same host uses the same network
 */
record WantedNode(
        Node node,
        Template template,
        Network network,
        Optional<Lease> lease,
        Optional<NodePlan> plan,
        Optional<String> barred,
        boolean networkShared,
        Optional<NodeSeen> seen,
        List<UnitSeen> units,
        Optional<OperationId> operation) {
    WantedNode {
        units = List.copyOf(units);
    }

    NodeId id() {
        return node.id();
    }

    /** The node's id as it stands in the names of its units. */
    String shortName() {
        return Rendering.shortName(node.id());
    }

    boolean shouldRun() {
        return whyNotToRun().isEmpty();
    }

    /** Why its units are to be stopped, if they are. */
    Optional<String> whyNotToRun() {
        if (node.desired() == Node.Desired.STOPPED) return Optional.of("a stop was asked for");
        if (node.desired() == Node.Desired.DELETED) return Optional.of("the node is being deleted");
        if (node.desired() == Node.Desired.RETAINED) return Optional.of("only the node's data is to be kept");
        if (barred.isPresent()) return barred;
        return lease.filter(Lease::withoutFunds).map(_ -> "its lease has no funds");
    }

    /** Runs and is ready, as it should, and nothing is being done for it. */
    boolean settled() {
        return operation.isEmpty()
                && shouldRun()
                && current().filter(NodeSeen::ready).isPresent();
    }

    /** What was seen of this generation. */
    Optional<NodeSeen> current() {
        return seen.filter(last -> last.generation() == node.generation());
    }

    /**
     * What is known of this generation once it does not run as it should: for this reason, until that time or for good.
     *
     * @param failureCode null: it is tried again
     */
    NodeSeen down(
            NodeSeen.Condition unmet,
            int attempts,
            @Nullable Instant nextTryAt,
            @Nullable String failureCode,
            @Nullable String failureReason,
            Instant now) {
        Optional<NodeSeen> last = current();
        return new NodeSeen(
                node.generation(),
                false,
                last.map(NodeSeen::head).orElse(null),
                last.map(NodeSeen::headAt).orElse(null),
                last.map(NodeSeen::peers).orElse(null),
                last.map(NodeSeen::progress).orElse(JsonNodeFactory.instance.objectNode()),
                List.of(unmet),
                null,
                last.map(NodeSeen::unmetSince).orElse(now),
                false,
                failureCode,
                failureReason,
                nextTryAt,
                attempts,
                now);
    }

    /** The same node, of which that was seen last. */
    WantedNode with(NodeSeen last) {
        return new WantedNode(
                node, template, network, lease, plan, barred, networkShared, Optional.of(last), units, operation);
    }

    Optional<UnitSeen> unit(String name) {
        return units.stream()
                .filter(unit -> unit.unit().equals(name) && unit.generation() == node.generation())
                .findFirst();
    }
}
