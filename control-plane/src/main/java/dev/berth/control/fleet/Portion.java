package dev.berth.control.fleet;

/**
 * How much of a machine nodes may reserve: a share of what it has, less a reserve that stays the machine's own. The share
 * of its cores may be more than all of them, for nodes idle most of the time.
 */
public record Portion(
        int cpuPercent,
        int memoryPercent,
        int diskPercent,
        long reserveCpuMillis,
        long reserveMemoryBytes,
        long reserveDiskBytes) {
    /** A core is leased twice; the machine itself stays usable. */
    public static final Portion USUAL = new Portion(200, 80, 80, 0, 0, 0);

    public Portion {
        if (cpuPercent < 1
                || cpuPercent > 1000
                || memoryPercent < 1
                || memoryPercent > 100
                || diskPercent < 1
                || diskPercent > 100)
            throw new IllegalArgumentException("portion: " + cpuPercent + "% of CPU, " + memoryPercent + "% of memory, "
                    + diskPercent + "% of disk (expected: 1 to 1000, 1 to 100, 1 to 100)");
        if (reserveCpuMillis < 0 || reserveMemoryBytes < 0 || reserveDiskBytes < 0)
            throw new IllegalArgumentException("reserve: cpuMillis " + reserveCpuMillis + ", memoryBytes "
                    + reserveMemoryBytes + ", diskBytes " + reserveDiskBytes + " (expected: all >= 0)");
    }

    /** What nodes may reserve of a machine that has {@code all}; devices go by the piece. */
    public Host.Share of(Host.Share all) {
        return new Host.Share(
                less(part(all.cpuMillis(), cpuPercent), reserveCpuMillis),
                less(part(all.memoryBytes(), memoryPercent), reserveMemoryBytes),
                less(part(all.diskBytes(), diskPercent), reserveDiskBytes),
                all.gpu());
    }

    /** Rounded down, and without the product of two large numbers. */
    private static long part(long all, int percent) {
        return all / 100 * percent + all % 100 * percent / 100;
    }

    private static long less(long part, long reserve) {
        return Math.max(0, part - reserve);
    }
}
