package dev.berth.host.engine;

/** The most that a unit may use. */
public record Limits(int cpuMillis, long memoryBytes, int pids, int openFiles) {
    public Limits {
        if (cpuMillis < 1 || memoryBytes < 1 || pids < 1 || openFiles < 1)
            throw new IllegalArgumentException("limits: cpuMillis " + cpuMillis + ", memoryBytes " + memoryBytes
                    + ", pids " + pids + ", openFiles " + openFiles + " (expected: all >= 1)");
    }
}
