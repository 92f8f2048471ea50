package dev.berth.cli.supervisor;

import java.time.Instant;

/**
 * How one of the installation's processes is, as `berth status` shows it.
 *
 * @param pid 0 when there is no process
 * @param detail for people: why it is so
 * @param since milliseconds since 1970
 */
public record ServiceStatus(String name, Phase phase, long pid, int restarts, String detail, long since) {
    /** How far a process has come. */
    public enum Phase {
        PREPARING,
        STARTING,
        READY,
        BACKOFF,
        STOPPING,
        STOPPED
    }

    static ServiceStatus preparing(String name, String detail, Instant now) {
        return new ServiceStatus(name, Phase.PREPARING, 0, 0, detail, now.toEpochMilli());
    }

    public boolean isReady() {
        return phase == Phase.READY;
    }
}
