package dev.berth.control.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a node used and where its chain was in a step of time; null: not known.
 *
 * @param at when the step began
 */
public record NodeSample(
        Instant at,
        @Nullable Long cpuMillis,
        @Nullable Long memoryBytes,
        @Nullable Long diskBytes,
        @Nullable Long head,
        @Nullable Integer peers) {}
