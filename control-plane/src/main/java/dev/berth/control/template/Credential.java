package dev.berth.control.template;

/** What a node wants of its callers. */
public record Credential(Basic basic) {
    /** A user, and the name of the secret that is its password. */
    public record Basic(String user, String secret) {}
}
