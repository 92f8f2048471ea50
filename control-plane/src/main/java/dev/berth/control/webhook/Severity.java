package dev.berth.control.webhook;

import java.util.Locale;

/** How soon somebody should look. Which event has which, says the database's function {@code event_severity}. */
public enum Severity {
    INFO,
    WARNING,
    CRITICAL;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #text}. */
    public static Severity of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
