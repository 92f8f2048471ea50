package dev.berth.control.placement;

/** What nodes consume of a host, in whole thousandths of a core, bytes and devices. */
public record Resources(long cpuMillis, long memoryBytes, long diskBytes, int gpu) {
    public static final Resources NONE = new Resources(0, 0, 0, 0);

    public Resources {
        if (cpuMillis < 0 || memoryBytes < 0 || diskBytes < 0 || gpu < 0)
            throw new IllegalArgumentException("resources: cpuMillis " + cpuMillis + ", memoryBytes " + memoryBytes
                    + ", diskBytes " + diskBytes + ", gpu " + gpu + " (expected: all >= 0)");
    }

    public Resources plus(Resources more) {
        return new Resources(
                cpuMillis + more.cpuMillis, memoryBytes + more.memoryBytes, diskBytes + more.diskBytes, gpu + more.gpu);
    }

    /** What is left, at least nothing: a host may hold more than it still has. */
    public Resources minus(Resources less) {
        return new Resources(
                Math.max(0, cpuMillis - less.cpuMillis),
                Math.max(0, memoryBytes - less.memoryBytes),
                Math.max(0, diskBytes - less.diskBytes),
                Math.max(0, gpu - less.gpu));
    }
}
