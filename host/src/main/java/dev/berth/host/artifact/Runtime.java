package dev.berth.host.artifact;

/** What executes an artifact. */
public sealed interface Runtime {
    /** The artifact holds the program. */
    record Native() implements Runtime {}

    /** The host's own Node.js of at least this major version; argv starts with <code>{runtime}</code>. */
    record Node(int minimumMajor) implements Runtime {}
}
