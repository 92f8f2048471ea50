package dev.berth.control.endpoint;

/**
 * How much may be called: of an endpoint over all its keys, or of one key within its endpoint's. A number that is 0 is no
 * limit.
 *
 * @param burst calls that may come at once; 0: one second's worth
 * @param unitsPerSecond compute units, as prices weigh calls
 * @param callsPerDay from midnight to midnight, UTC
 */
public record Allowance(int callsPerSecond, int burst, int unitsPerSecond, long callsPerDay, long unitsPerDay) {
    public static final Allowance UNLIMITED = new Allowance(0, 0, 0, 0, 0);

    public Allowance {
        if (callsPerSecond < 0 || burst < 0 || unitsPerSecond < 0 || callsPerDay < 0 || unitsPerDay < 0)
            throw new IllegalArgumentException("allowance: " + callsPerSecond + " calls and " + unitsPerSecond
                    + " units per second, burst " + burst + ", " + callsPerDay + " calls and " + unitsPerDay
                    + " units per day (expected: none below 0)");
    }
}
