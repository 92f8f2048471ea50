package dev.berth.control.simulation;

/** Something that must always hold did not; says with which seed it is seen again. */
public final class InvariantBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvariantBroken(String what) {
        super(what);
    }

    InvariantBroken(String what, InvariantBroken cause) {
        super(what, cause);
    }
}
