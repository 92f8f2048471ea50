package dev.berth.proxy.access;

import java.util.function.LongSupplier;

/**
 * How many signatures of tokens are checked: what is refused costs its source and the key it came with, and all that are checked
 * together have a bound, so that whoever sends made-up tokens takes little time from others' calls. Tokens that were
 * verified before are not concerned.
 */
final class VerificationBudget {
    static final int REFUSED_OF_SOURCE_AT_ONCE = 40;
    private static final int REFUSED_OF_SOURCE_PER_SECOND = 20;
    private static final int REFUSED_OF_KEY_AT_ONCE = 200;
    private static final int REFUSED_OF_KEY_PER_SECOND = 100;
    private static final int CHECKED_PER_SECOND = 1_000;
    private static final int SOURCES = 16_384;
    private static final int KEYS = 4_096;

    private final LongSupplier nanos;
    private final Budgets ofSource;
    private final Budgets ofKey;
    private final Budgets ofAll;

    VerificationBudget(LongSupplier nanos) {
        this.nanos = nanos;
        long now = nanos.getAsLong();
        this.ofSource = new Budgets(SOURCES, REFUSED_OF_SOURCE_PER_SECOND, REFUSED_OF_SOURCE_AT_ONCE, now);
        this.ofKey = new Budgets(KEYS, REFUSED_OF_KEY_PER_SECOND, REFUSED_OF_KEY_AT_ONCE, now);
        this.ofAll = new Budgets(1, CHECKED_PER_SECOND, CHECKED_PER_SECOND, now);
    }

    /** Whether one more signature may be checked, which then counts. */
    boolean begin(long source, KeyId key) {
        long now = nanos.getAsLong();
        if (ofSource.isSpent(source, now) || ofKey.isSpent(key.hashCode(), now) || ofAll.isSpent(0, now)) return false;
        ofAll.spend(0, now);
        return true;
    }

    /** What was checked was refused. */
    void failed(long source, KeyId key) {
        long now = nanos.getAsLong();
        ofSource.spend(source, now);
        ofKey.spend(key.hashCode(), now);
    }
}
