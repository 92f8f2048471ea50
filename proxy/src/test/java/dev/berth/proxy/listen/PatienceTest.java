package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void thePortWaitsAsItsPageSays() {
        assertThat(Patience.DEFAULT)
                .isEqualTo(new Patience(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(75),
                        4));
        assertThat(Patience.DEFAULT.unreadMillis(8_192)).isEqualTo(30_000 + 2_048);
    }

    @Test
    void nothingIsWaitedForForNoTimeAtAll() {
        assertThatThrownBy(() -> new Patience(SECOND, Duration.ZERO, SECOND, SECOND, SECOND, 4))
                .hasMessageContaining("PT0S (expected: > 0)");
        assertThatThrownBy(() -> new Patience(SECOND, SECOND, SECOND, SECOND, SECOND, 0))
                .hasMessageContaining("0 bytes/ms (expected: from 1)");
    }
}
