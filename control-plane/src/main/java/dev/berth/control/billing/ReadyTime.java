package dev.berth.control.billing;

import dev.berth.control.billing.Tariff.NodeModel;
import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;

/** A node was ready from the first instant until before the second. */
public record ReadyTime(NodeId node, TenantId tenant, String network, NodeModel model, Instant from, Instant to) {
    public ReadyTime {
        if (to.isBefore(from))
            throw new IllegalArgumentException("to: " + to + " (expected: not before from, " + from + ")");
    }

    /** Whole seconds, such that the seconds of two halves are those of the whole wherever it is cut. */
    long seconds() {
        return to.getEpochSecond() - from.getEpochSecond();
    }

    ReadyTime within(Instant newFrom, Instant newTo) {
        return new ReadyTime(node, tenant, network, model, newFrom, newTo);
    }
}
