package dev.berth.control.usage;

import java.util.Locale;

/** How a call ended; each call is counted under exactly one. */
public enum Outcome {
    /** The node answered: a result or its own error. */
    ANSWERED,
    /** Node or proxy fault. */
    FAILED,
    /** By a limit or a list. */
    REFUSED,
    /** Malformed, or a batch over the limit. */
    INVALID;

    /** Parses what {@link #text} wrote; throws IllegalArgumentException for anything else. */
    public static Outcome parse(String text) {
        for (Outcome outcome : values()) if (outcome.text().equals(text)) return outcome;
        throw new IllegalArgumentException("outcome: " + text + " (expected: answered, failed, refused or invalid)");
    }

    /** As it stands in the database, in the API and in exports. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
