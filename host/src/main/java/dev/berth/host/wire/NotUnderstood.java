package dev.berth.host.wire;

/** A message that says nothing known: from a newer release, or from somebody who should not speak at all. */
public final class NotUnderstood extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public NotUnderstood(String message) {
        super(message);
    }
}
