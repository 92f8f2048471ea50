package dev.berth.host.engine;

/** What the host doctor found about one rule. */
public record Finding(String rule, Verdict verdict, String detail) {
    /** How a rule is met. */
    public enum Verdict {
        MET,
        /** A defence that this host does not have; the others hold. */
        ABSENT,
        /** Something that an operator should change. */
        WARNING
    }
}
