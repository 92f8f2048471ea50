package dev.berth.control.event;

/** Who did it: {@code key:car7ane2wyzt}, {@code member:<id>}, {@code reconciler}, {@code policy:automatic}. */
public record Actor(String text) {
    public static final Actor RECONCILER = new Actor("reconciler");

    public Actor {
        if (text.isBlank()) throw new IllegalArgumentException("actor: blank (expected: who did it)");
    }

    /** The holder of an API key. */
    public static Actor key(String keyId) {
        return new Actor("key:" + keyId);
    }

    @Override
    public String toString() {
        return text;
    }
}
