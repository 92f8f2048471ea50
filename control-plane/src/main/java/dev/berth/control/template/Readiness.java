package dev.berth.control.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must all be met, for so long, before a node is ready. A condition that does not apply says why. */
public record Readiness(
        List<Probe> answers,
        Syncing syncing,
        HeadAge headAge,
        BehindReference behindReference,
        Peers peers,
        int forSeconds) {
    /** Asks for the network's head at a port, makes an HTTP request, or shows an Engine API the node's own secret. */
    public record Probe(
            @Nullable PortRef head,
            @Nullable HttpProbe http,
            @Nullable EngineProbe engine) {}

    /** A call of the Engine API with a token made of the secret that the units talk to each other with. */
    public record EngineProbe(PortRef port, String secret) {}

    /** A GET that must answer with one of the statuses. */
    public record HttpProbe(PortRef port, String path, List<Integer> status) {
        public HttpProbe {
            status = List.copyOf(status);
        }
    }

    /** What the node must say about syncing. */
    public record Syncing(
            @Nullable Boolean mustBe, @Nullable String none) {}

    /** How old its head may be. */
    public record HeadAge(
            @Nullable Integer maxSeconds, @Nullable String none) {}

    /** How far behind an independent height it may be. */
    public record BehindReference(
            @Nullable Integer maxBlocks,
            @Nullable Reference reference,
            @Nullable String none) {}

    /** Whose height it is compared with. */
    public enum Reference {
        /** The highest of the pool's other members. */
        POOL,
        /** The network's independent nodes. */
        NETWORK
    }

    /** How many peers it must have. */
    public record Peers(@Nullable Integer min, @Nullable String none) {}

    public Readiness {
        answers = answers == null ? List.of() : List.copyOf(answers);
        if (forSeconds < 0) throw new IllegalArgumentException("forSeconds: " + forSeconds + " (expected: >= 0)");
    }
}
