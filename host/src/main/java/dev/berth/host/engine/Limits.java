package dev.berth.host.engine;

/**
 * The most that a unit may use.
 *
 * @param gpus so many whole graphics processors, and no other unit has them
 */
public record Limits(int cpuMillis, long memoryBytes, int pids, int openFiles, int gpus) {
    public Limits {
        if (cpuMillis < 1 || memoryBytes < 1 || pids < 1 || openFiles < 1 || gpus < 0)
            throw new IllegalArgumentException(
                    "limits: cpuMillis " + cpuMillis + ", memoryBytes " + memoryBytes + ", pids " + pids
                            + ", openFiles " + openFiles + ", gpus " + gpus + " (expected: all >= 1, gpus >= 0)");
    }
}
