package dev.berth.host.engine;

import java.time.Duration;

/** The signal that ends a unit in good order, and how long it may take before it is killed. */
public record StopBudget(Signal signal, Duration budget) {
    /** Signals that a template may name. */
    public enum Signal {
        SIGTERM,
        SIGINT,
        SIGQUIT
    }

    public StopBudget {
        if (budget.isNegative()) throw new IllegalArgumentException("budget: " + budget + " (expected: >= 0)");
    }
}
