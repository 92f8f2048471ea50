package dev.berth.host.engine;

/** What an engine is, and what it cannot do or know. */
public record EngineFacts(
        Kind kind,
        String version,
        boolean isolates,
        boolean enforcesLimits,
        boolean knowsExitOfAdopted,
        boolean knowsTimesOfLogs) {
    /** Engines there are. */
    public enum Kind {
        DOCKER,
        PROCESS,
        FAKE
    }
}
