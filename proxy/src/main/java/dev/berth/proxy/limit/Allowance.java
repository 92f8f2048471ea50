package dev.berth.proxy.limit;

import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.Limits;

/**
 * How much may be called, over all proxies together: of an endpoint, or of one key within its endpoint's. A number that is
 * 0 is no limit.
 *
 * @param burst calls that may come at once; 0: one second's worth
 * @param callsPerDay from midnight to midnight, UTC
 */
public record Allowance(int callsPerSecond, int burst, int unitsPerSecond, long callsPerDay, long unitsPerDay) {
    public static final Allowance UNLIMITED = new Allowance(0, 0, 0, 0, 0);

    public Allowance {
        if (callsPerSecond < 0 || burst < 0 || unitsPerSecond < 0 || callsPerDay < 0 || unitsPerDay < 0) {
            throw new IllegalArgumentException("limits: " + callsPerSecond + " calls and " + unitsPerSecond
                    + " units per second, burst " + burst + ", " + callsPerDay + " calls and " + unitsPerDay
                    + " units per day (expected: none below 0)");
        }
        if (burst == 0) burst = callsPerSecond;
    }

    public static Allowance of(Limits limits) {
        return new Allowance(
                limits.getCallsPerSecond(),
                limits.getBurst(),
                limits.getUnitsPerSecond(),
                limits.getCallsPerDay(),
                limits.getUnitsPerDay());
    }

    boolean isUnlimited() {
        return callsPerSecond == 0 && unitsPerSecond == 0 && callsPerDay == 0 && unitsPerDay == 0;
    }

    /** The number that the limit of this kind is. */
    long limit(LimitId.Kind kind) {
        return switch (kind) {
            case CALLS_PER_SECOND -> callsPerSecond;
            case UNITS_PER_SECOND -> unitsPerSecond;
            case CALLS_PER_DAY -> callsPerDay;
            case UNITS_PER_DAY -> unitsPerDay;
            case KIND_UNSPECIFIED, UNRECOGNIZED -> 0;
        };
    }

    /** How much of it may come at once. */
    long burst(LimitId.Kind kind) {
        return kind == LimitId.Kind.CALLS_PER_SECOND ? burst : limit(kind);
    }
}
