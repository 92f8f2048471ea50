package dev.berth.control.tenant;

import java.util.Locale;

/** What a person or the holder of an API key may do: an operator everything, an owner all of a tenant, a developer its nodes and endpoints. */
public enum Role {
    OPERATOR,
    OWNER,
    DEVELOPER;

    public static Role of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
