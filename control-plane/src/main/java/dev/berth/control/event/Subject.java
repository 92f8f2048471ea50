package dev.berth.control.event;

/** What it happened to: the kind of a thing ({@code node}) and its id. */
public record Subject(String kind, String id) {
    public Subject {
        if (kind.isBlank() || id.isBlank())
            throw new IllegalArgumentException("subject: '" + kind + "' '" + id + "' (expected: a kind and an id)");
    }

    public static Subject of(String kind, Object id) {
        return new Subject(kind, id.toString());
    }
}
