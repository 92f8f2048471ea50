package dev.berth.host.probe;

import java.time.Duration;

/** What a probe heard. */
public sealed interface ProbeOutcome {
    /** An HTTP answer of whatever status; the reader decides what it means. */
    record Answered(int status, String body, Duration took) implements ProbeOutcome {}

    record NoAnswer(String reason) implements ProbeOutcome {}
}
