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
        "false, PT29S, HEARD",
        "false, PT30S, SUSPECT",
        "false, PT10M, LOST",
        "true, PT1S, SUSPECT",
        "true, PT9M59S, SUSPECT",
        "true, PT10M, LOST"
    })
    void aHostIsHeardWhileBothItsAgentAndItsEngineAre(boolean agentIsSilent, Duration sinceItsEngine, Reach reach) {
        assertThat(Reach.of(agentIsSilent, Optional.of(NOW.minus(sinceItsEngine)), NOW))
                .isEqualTo(reach);
    }

    @Test
    void aHostThatWasNeverLookedAtIsWhatItsAgentIs() {
        assertThat(Reach.of(false, Optional.empty(), NOW)).isEqualTo(Reach.HEARD);
        assertThat(Reach.of(true, Optional.empty(), NOW)).isEqualTo(Reach.SUSPECT);
    }
}
