package dev.berth.control.insight;

import java.time.Instant;
import java.util.SequencedMap;

/** How long calls took: all of them, and those of each step that had any, in order, by when it began. */
public record Latency(Times whole, SequencedMap<Instant, Times> steps) {}
