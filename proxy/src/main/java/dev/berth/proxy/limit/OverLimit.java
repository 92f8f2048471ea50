package dev.berth.proxy.limit;

import dev.berth.contract.v1.LimitId;

/**
 * Why a call may not go on: the limit that keeps it waiting longest.
 *
 * @param limit over all proxies together
 * @param waitNanos until there is room, as far as can be told now; {@link Room#UNKNOWN}: this proxy has nothing left of a
 *     day's, and has not heard whether there is more
 */
public record OverLimit(Of of, LimitId.Kind kind, long limit, long waitNanos) {
    /** Whose limit it is. */
    public enum Of {
        ENDPOINT,
        KEY,
        TOKEN
    }

    public boolean isKnown() {
        return waitNanos != Room.UNKNOWN;
    }

    /** What is limited. */
    public String unit() {
        return kind == LimitId.Kind.CALLS_PER_SECOND || kind == LimitId.Kind.CALLS_PER_DAY ? "calls" : "compute units";
    }

    public boolean isPerDay() {
        return kind == LimitId.Kind.CALLS_PER_DAY || kind == LimitId.Kind.UNITS_PER_DAY;
    }
}
