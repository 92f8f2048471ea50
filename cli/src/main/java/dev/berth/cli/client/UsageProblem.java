package dev.berth.cli.client;

/** The command cannot be carried out as it was given; the message says what is missing. */
public final class UsageProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageProblem(String message) {
        super(message);
    }
}
