package dev.berth.control.billing;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** From the first instant until before the second. */
public record Period(Instant from, Instant to) {
    public Period {
        if (!from.isBefore(to))
            throw new IllegalArgumentException("to: " + to + " (expected: after from, " + from + ")");
    }

    /** The whole of a UTC month. */
    public static Period of(YearMonth month) {
        return new Period(
                month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    boolean includes(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
