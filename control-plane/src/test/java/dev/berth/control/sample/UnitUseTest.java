package dev.berth.control.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.engine.Stats;
import dev.berth.host.engine.UnitName;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnitUseTest {
    private static final UnitName UNIT = new UnitName("abcd", "node", 1);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final UnitUse uses = new UnitUse();

    @Test
    void coresAreTheProcessorTimeBetweenTwoReadings() {
        assertThat(cores(10 * SECOND, 0)).isEmpty();
        assertThat(cores(25 * SECOND, 60 * SECOND)).contains(250L);
        assertThat(cores(25 * SECOND, 120 * SECOND)).contains(0L);
        assertThat(cores(205 * SECOND, 180 * SECOND)).contains(3_000L);
    }

    @Test
    void aCounterThatBeganAfreshSaysNothing() {
        cores(10 * SECOND, 0);
        assertThat(cores(SECOND, 60 * SECOND)).isEmpty();
        assertThat(cores(2 * SECOND, 61 * SECOND)).contains(1_000L);
    }

    @Test
    void aUnitThatWasNotReadForLongIsForgotten() {
        cores(SECOND, 0);
        uses.forget(Duration.ofMinutes(11).toNanos());
        assertThat(cores(2 * SECOND, Duration.ofMinutes(11).toNanos())).isEmpty();
    }

    private Optional<Long> cores(long cpuNanos, long at) {
        var stats = new Stats(Optional.of(cpuNanos), Optional.empty(), Optional.empty(), Optional.empty());
        return uses.of(UNIT, stats, at).cpuMillis();
    }
}
