package dev.berth.control.operation;

import java.util.Locale;

/** What can be asked for that takes time. */
public enum OperationKind {
    CREATE_NODE,
    START_NODE,
    STOP_NODE,
    RESTART_NODE,
    DELETE_NODE,
    RETAIN_NODE,
    RESTORE_NODE;

    /** As the database and the API have it: {@code create-node}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #text}. */
    public static OperationKind of(String text) {
        for (OperationKind kind : values()) if (kind.text().equals(text)) return kind;
        throw new IllegalArgumentException("operation kind: " + text + " (expected: like create-node)");
    }
}
