package dev.berth.control.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.tenant.MemberId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SignInBudgetTest {
    private final AtomicLong now = new AtomicLong();
    private final SignInBudget budget = new SignInBudget(now::get);

    @Test
    void anAccountThatIsGuessedAtIsClosedToStrangersAndNotToItsOwner() {
        budget.succeeded("10.0.0.1", "a@acme.example");
        for (int i = 0; i < 10; i++) budget.failed("192.0.2." + i, "A@acme.example");
        assertThat(budget.allows("192.0.2.200", "a@acme.example")).isFalse();
        assertThat(budget.allows("10.0.0.1", "a@acme.example")).isTrue();
        assertThat(budget.allows("192.0.2.200", "b@acme.example")).isTrue();
        now.addAndGet(Duration.ofMinutes(10).plusSeconds(1).toNanos());
        assertThat(budget.allows("192.0.2.200", "a@acme.example")).isTrue();
    }

    @Test
    void anAddressThatTriesManyAccountsIsClosed() {
        for (int i = 0; i < 30; i++) budget.failed("192.0.2.1", "person" + i + "@acme.example");
        assertThat(budget.allows("192.0.2.1", "somebody@else.example")).isFalse();
        assertThat(budget.allows("192.0.2.2", "somebody@else.example")).isTrue();
    }

    @Test
    void triesFromEverywhereAreLimitedTogether() {
        for (int i = 0; i < 1000; i++) budget.failed("10.0." + i / 250 + "." + i % 250, "person" + i);
        assertThat(budget.allows("192.0.2.1", "a@acme.example")).isFalse();
    }

    @Test
    void whoHasThePasswordMayNotGuessCodesForLong() {
        var member = new MemberId(new UUID(1, 2));
        for (int i = 0; i < 10; i++) budget.failedCode(member);
        assertThat(budget.allowsCode(member)).isFalse();
        assertThat(budget.allowsCode(new MemberId(new UUID(1, 3)))).isTrue();
    }
}
