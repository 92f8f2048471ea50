package dev.berth.control.tenant;

/** The most that a tenant's nodes may hold together. */
public record Quota(int nodes, long cpuMillis, long memoryBytes, long diskBytes) {
    public Quota {
        if (nodes < 0 || cpuMillis < 0 || memoryBytes < 0 || diskBytes < 0)
            throw new IllegalArgumentException("quota: " + nodes + " nodes, " + cpuMillis + " millis, " + memoryBytes
                    + " and " + diskBytes + " bytes (expected: none below 0)");
    }
}
