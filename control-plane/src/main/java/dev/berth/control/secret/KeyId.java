package dev.berth.control.secret;

/** The public part of a key, which names it in tables, logs and usage. */
public record KeyId(String text) {
    public KeyId {
        if (!text.matches("[0-9a-hjkmnp-tv-z]{12}"))
            throw new IllegalArgumentException(
                    "key id: " + text.length() + " characters (expected: 12 of Crockford's)");
    }

    @Override
    public String toString() {
        return text;
    }
}
