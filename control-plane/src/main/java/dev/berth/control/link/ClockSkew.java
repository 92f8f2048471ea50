package dev.berth.control.link;

import java.time.Duration;

/** What a host's clock means for it. Between the bounds, what was decided last stays. */
enum ClockSkew {
    RIGHT,
    /** Worth a warning. */
    OFF,
    /** Too far off for new nodes: certificates, tokens between clients and block times depend on it. */
    TOO_FAR;

    static final Duration WARNED = Duration.ofSeconds(2);
    static final Duration CORDONED = Duration.ofSeconds(10);

    static ClockSkew of(Duration ahead) {
        if (ahead.abs().compareTo(WARNED) <= 0) return RIGHT;
        return ahead.abs().compareTo(CORDONED) <= 0 ? OFF : TOO_FAR;
    }

    static String words(Duration ahead) {
        return "its clock is " + ahead.abs().toMillis() + " ms " + (ahead.isNegative() ? "behind" : "ahead")
                + " (expected: at most " + WARNED.toSeconds() + " s)";
    }
}
