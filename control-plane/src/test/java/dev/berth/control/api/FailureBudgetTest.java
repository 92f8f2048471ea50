package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.secret.KeyId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureBudgetTest {
    private final AtomicLong now = new AtomicLong();
    private final FailureBudget budget = new FailureBudget(now::get);
    private final KeyId good = new KeyId("g00dkey00000");

    @Test
    void guessingCostsTheGuesserAloneAndNotTheKeysThatAreKnown() {
        budget.succeeded(good);
        for (int i = 0; i < 30; i++) budget.failed("10.0.0.1");
        assertThat(budget.allows("10.0.0.1", guess(99))).isFalse();
        assertThat(budget.allows("10.0.0.1", good)).isTrue();
        assertThat(budget.allows("10.0.0.2", guess(99))).isTrue();
    }

    @Test
    void aMinuteLaterItIsWholeAgain() {
        for (int i = 0; i < 30; i++) budget.failed("10.0.0.1");
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(budget.allows("10.0.0.1", guess(99))).isTrue();
    }

    @Test
    void guessesFromEverywhereAreLimitedTogether() {
        for (int i = 0; i < 1000; i++) budget.failed("10.0." + i / 250 + "." + i % 250);
        assertThat(budget.allows("192.0.2.1", guess(1))).isFalse();
    }

    @Test
    void whoeverGuessesTheSecretOfAKnownKeyDoesNotLockItsOwnerOut() {
        budget.succeeded(good);
        for (int i = 0; i < 1000; i++) budget.failed("10.0." + i / 250 + "." + i % 250);
        assertThat(budget.allows("192.0.2.1", good)).isTrue();
    }

    private static KeyId guess(int number) {
        return new KeyId("%012d".formatted(number));
    }
}
