package dev.berth.control.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that was asked for, how far it has come, and its steps. */
public record Operation(
        OperationId id,
        TenantId tenant,
        String tenantName,
        OperationKind kind,
        Optional<OnNode> node,
        State state,
        Optional<String> errorCode,
        Optional<String> errorReason,
        List<Step> steps,
        String requestedBy,
        Instant createdAt,
        Optional<Instant> finishedAt) {
    /** Whether it goes on. */
    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /** The node that it is about. */
    public record OnNode(NodeId id, String name) {}

    /** One of its steps, for people to read. */
    public record Step(
            int number,
            String name,
            StepState state,
            String detail,
            Optional<JsonNode> progress,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {}

    /** How far a step has come. */
    public enum StepState {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        SKIPPED
    }

    public Operation {
        steps = List.copyOf(steps);
    }
}
