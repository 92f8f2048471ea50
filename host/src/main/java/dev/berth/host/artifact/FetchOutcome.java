package dev.berth.host.artifact;

/** What became of fetching an artifact. */
public sealed interface FetchOutcome {
    /** It is on the host and verified. {@code identity} is its hash, or its image id; {@code version} what the program or the lock says. */
    record Fetched(String identity, String version) implements FetchOutcome {}

    /** It is not, and why. */
    record Failed(Cause cause, String reason) implements FetchOutcome {}

    /** Kinds of failure; only {@code UNREACHABLE} is worth another try with nothing changed. */
    enum Cause {
        NOT_FOUND,
        FORBIDDEN,
        CORRUPT,
        /** The host's package manager has to install something first. */
        BINARY_MISSING,
        UNRESOLVED,
        WRONG_ARCHITECTURE,
        UNREACHABLE
    }
}
