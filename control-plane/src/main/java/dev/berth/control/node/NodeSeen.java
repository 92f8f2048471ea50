package dev.berth.control.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was last seen of a node by its probes, and what follows for it: ready or not, with hysteresis; given up or not.
 *
 * @param progress counters that people may watch, such as blocks or bytes
 * @param metSince since when all conditions are met without a break
 * @param failureCode why it is not tried again, such as CRASH_LOOP
 */
public record NodeSeen(
        int generation,
        boolean answers,
        @Nullable Long head,
        @Nullable Instant headAt,
        @Nullable Integer peers,
        JsonNode progress,
        List<Condition> conditions,
        @Nullable Instant metSince,
        @Nullable Instant unmetSince,
        boolean ready,
        @Nullable String failureCode,
        @Nullable String failureReason,
        @Nullable Instant nextTryAt,
        int attempts,
        Instant observedAt) {
    /** Names the condition that is there while a node's clients do not let each other in. */
    public static final String ENGINE_AUTH = "engine auth";

    /** One of the template's conditions of readiness, and what was seen. */
    public record Condition(String condition, boolean met, String detail) {}

    public NodeSeen {
        conditions = List.copyOf(conditions);
    }

    /** A generation of which nothing was made, and nothing will be without somebody's doing. */
    public static NodeSeen givenUp(int generation, Condition unmet, String code, Instant now) {
        return new NodeSeen(
                generation,
                false,
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                List.of(unmet),
                null,
                now,
                false,
                code,
                unmet.detail(),
                null,
                0,
                now);
    }

    /** The same node, not ready any more because it is not to run. */
    public NodeSeen notReady(String why, Instant now) {
        return new NodeSeen(
                generation,
                false,
                head,
                headAt,
                peers,
                progress,
                List.of(new Condition("runs", false, why)),
                null,
                now,
                false,
                failureCode,
                failureReason,
                nextTryAt,
                attempts,
                now);
    }

    /** The same node, of which nobody can tell anything at the moment: not ready, and not known to be unwell either. */
    public NodeSeen unreached(String why, Instant now) {
        return new NodeSeen(
                generation,
                answers,
                head,
                headAt,
                peers,
                progress,
                List.of(new Condition("reached", false, why)),
                null,
                null,
                false,
                failureCode,
                failureReason,
                nextTryAt,
                attempts,
                now);
    }
}
