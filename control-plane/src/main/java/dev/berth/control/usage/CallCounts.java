package dev.berth.control.usage;

/** How many calls ended in which way, and the bytes that they took. */
public record CallCounts(
        long answered, long failed, long refused, long invalid, long bytesIn, long bytesOut, long broken) {
    public static final CallCounts NONE = new CallCounts(0, 0, 0, 0, 0, 0, 0);

    public CallCounts {
        if ((answered | failed | refused | invalid | bytesIn | bytesOut | broken) < 0)
            throw new IllegalArgumentException("counts: one is below zero (expected: none)");
    }

    /** All of them, however they ended. */
    public long items() {
        return Math.addExact(Math.addExact(answered, failed), Math.addExact(refused, invalid));
    }

    public CallCounts plus(CallCounts other) {
        return new CallCounts(
                Math.addExact(answered, other.answered),
                Math.addExact(failed, other.failed),
                Math.addExact(refused, other.refused),
                Math.addExact(invalid, other.invalid),
                Math.addExact(bytesIn, other.bytesIn),
                Math.addExact(bytesOut, other.bytesOut),
                Math.addExact(broken, other.broken));
    }
}
