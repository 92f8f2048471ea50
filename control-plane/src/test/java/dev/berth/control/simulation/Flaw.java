package dev.berth.control.simulation;

/** A bug that is planted around the real parts, to see that the invariants find it. */
public enum Flaw {
    NONE,
    /** The end of a lease gives back one thousandth of a core too much. */
    RELEASES_ONE_TOO_MANY,
    /** The end of a lease gives its place back again when it is told twice. */
    RELEASES_TWICE,
    /** Hosts carry out what a control plane of an older epoch orders. */
    IGNORES_EPOCHS
}
