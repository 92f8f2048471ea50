package dev.berth.host.engine;

/** The engine did not answer, or answered with a fault of its own: nothing is known about what was asked. */
public final class EngineUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
