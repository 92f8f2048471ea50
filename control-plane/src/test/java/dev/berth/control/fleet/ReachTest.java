package dev.berth.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReachTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "false, false, PT29S, HEARD",
        "false, false, PT30S, SUSPECT",
        "false, true, PT1S, SUSPECT",
        "true, true, PT1S, LOST",
        "true, false, PT10M, LOST"
    })
    void aHostIsHeardWhileBothItsAgentAndItsEngineAre(
            boolean lost, boolean agentIsSilent, Duration sinceItsEngine, Reach reach) {
        assertThat(Reach.of(lost, agentIsSilent, Optional.of(NOW.minus(sinceItsEngine)), NOW))
                .isEqualTo(reach);
    }

    @Test
    void aHostThatWasNeverLookedAtIsWhatItsAgentIs() {
        assertThat(Reach.of(false, false, Optional.empty(), NOW)).isEqualTo(Reach.HEARD);
        assertThat(Reach.of(false, true, Optional.empty(), NOW)).isEqualTo(Reach.SUSPECT);
    }
}
