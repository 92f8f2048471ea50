package dev.berth.proxy.relay;

/**
 * How many overdue calls may be asked of a second member while the first still has them: a tenth of all calls, and a
 * hundred at once. Without a bound, a pool that is slow because it is overloaded would get every call twice. Lives on one
 * event loop.
 */
final class HedgeBudget {
    private static final int CALLS_PER_HEDGE = 10;
    private static final int MOST_CALLS = 100 * CALLS_PER_HEDGE;

    private int calls = MOST_CALLS;

    /** A call was made. */
    void earn() {
        if (calls < MOST_CALLS) calls++;
    }

    /** Takes one hedge; false when there is none left. */
    boolean take() {
        if (calls < CALLS_PER_HEDGE) return false;
        calls -= CALLS_PER_HEDGE;
        return true;
    }
}
