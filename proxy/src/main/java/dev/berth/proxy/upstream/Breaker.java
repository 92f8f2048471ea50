package dev.berth.proxy.upstream;

import java.util.function.UnaryOperator;

/**
 * Keeps calls of one class away from a member that fails them: five in a row, or half of at least twenty in ten seconds. After
 * a pause one call at a time goes there again, and three good ones end it; a bad one doubles the pause. Time is nanoseconds
 * since any fixed instant.
 */
final class Breaker {
    private static final int FAILED_IN_A_ROW = 5;
    private static final int ENOUGH_CALLS = 20;
    private static final int GOOD_TRIALS = 3;
    private static final long TRIAL_NANOS = 5_000_000_000L;

    private final String what;
    private final CallWindow window = new CallWindow();
    private volatile State state = new Closed(0, 0);

    /** @param what calls it guards, for people */
    Breaker(String what) {
        this.what = what;
    }

    private sealed interface State {}

    /** @param pause that it was open for last; 0: never, or long ago */
    private record Closed(long pause, long since) implements State {}

    private record Open(String reason, long pause, long until) implements State {
        Open longer(String newest, long now) {
            return open(newest, pause, now);
        }
    }

    /** @param trialSince when the call went out that is tried now; negative: none is */
    private record Trying(Open after, int good, long trialSince) implements State {}

    private static Open open(String reason, long lastPause, long now) {
        long pause = lastPause == 0 ? Standing.FIRST_PAUSE : Math.min(lastPause * 2, Standing.LONGEST_PAUSE);
        return new Open(reason, pause, now + pause);
    }

    /** Why a call should go elsewhere; empty when it may come. */
    String refusal(long now) {
        return switch (state) {
            case Closed _ -> "";
            case Open open -> now < open.until ? open.reason : "";
            case Trying trying -> isTrying(trying, now) ? trying.after.reason : "";
        };
    }

    private static boolean isTrying(Trying trying, long now) {
        return trying.trialSince >= 0 && now - trying.trialSince < TRIAL_NANOS;
    }

    /** A call goes out; when others are kept away, as a trial. */
    void began(long now) {
        if (state instanceof Closed) return;
        change(held -> switch (held) {
            case Closed closed -> closed;
            case Open open -> now < open.until ? open : new Trying(open, 0, now);
            case Trying trying -> isTrying(trying, now) ? trying : new Trying(trying.after, trying.good, now);
        });
    }

    void answered(long now) {
        window.answered(now);
        if (state instanceof Closed) return;
        change(held -> switch (held) {
            case Closed closed -> closed;
            case Open open -> open;
            case Trying trying -> {
                if (trying.good + 1 < GOOD_TRIALS) yield new Trying(trying.after, trying.good + 1, -1);
                window.clear();
                yield new Closed(trying.after.pause, now);
            }
        });
    }

    void failed(String reason, long now) {
        window.failed(now);
        change(held -> switch (held) {
            case Closed closed -> {
                boolean forgiven = now - closed.since > Standing.FORGIVEN_AFTER;
                yield isBad() ? open(said(reason), forgiven ? 0 : closed.pause, now) : closed;
            }
            case Open open -> open;
            case Trying trying -> trying.after.longer(said(reason), now);
        });
    }

    private boolean isBad() {
        boolean manyOfMany = window.calls() >= ENOUGH_CALLS && 2 * window.failures() >= window.calls();
        return manyOfMany || window.failedInARow() >= FAILED_IN_A_ROW;
    }

    private String said(String reason) {
        return "fails its " + what + " calls: " + reason;
    }

    /** Locks only when something changes, which on a good day is never. */
    private void change(UnaryOperator<State> transition) {
        if (state instanceof Closed && !isBad()) return;
        synchronized (this) {
            state = transition.apply(state);
        }
    }
}
