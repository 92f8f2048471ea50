package dev.berth.proxy.access;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The public part of an endpoint key, by which it is found. */
public record KeyId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[0-9abcdefghjkmnpqrstvwxyz]{12}");

    public KeyId {
        if (value.isEmpty()) throw new IllegalArgumentException("key id: empty (expected: 12 characters)");
    }

    /** The id that the text is; null when it is none. */
    static @Nullable KeyId parse(String text) {
        return SHAPE.matcher(text).matches() ? new KeyId(text) : null;
    }

    @Override
    public String toString() {
        return value;
    }
}
