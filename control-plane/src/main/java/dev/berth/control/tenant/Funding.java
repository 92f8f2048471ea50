package dev.berth.control.tenant;

import java.util.Locale;

/** When leases are paid for. */
public enum Funding {
    /** By the bill that is made of the export. */
    POSTPAID,
    /** Out of a deposit, and no further than it goes. */
    PREPAID;

    public static Funding of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
