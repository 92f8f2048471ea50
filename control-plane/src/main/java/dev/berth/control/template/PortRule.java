package dev.berth.control.template;

/** A port that a unit listens on, and who may reach it. */
public record PortRule(int container, Protocol protocol, Publish publish) {
    /** What it speaks. */
    public enum Protocol {
        HTTP,
        WS,
        GRPC,
        TCP,
        UDP
    }

    /** Who may reach it; each includes those before it. */
    public enum Publish {
        /** Units of the same node. */
        NEVER,
        /** The pool's members and driver. */
        POOL,
        /** Berth's proxy and prober. */
        PRIVATE,
        /** The world. */
        P2P
    }
}
