package dev.berth.control.tenant;

import java.util.Locale;

/** Who decides a tenant's requests: the rules at once, or a person. */
public enum ApprovalPolicy {
    AUTOMATIC,
    PERSON;

    public static ApprovalPolicy of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
