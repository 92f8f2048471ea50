package dev.berth.cli.local;

/** Berth was not started, for a reason that people can do something about; nothing of this start is left running. */
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotStart(String message) {
        super(message);
    }
}
