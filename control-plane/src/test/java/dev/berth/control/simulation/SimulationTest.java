package dev.berth.control.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aFleetWithFaultsKeepsItsInvariantsAndBecomesAsWanted(long seed) {
        assertThat(new Simulation(seed, 40, 300, Duration.ofDays(1), Flaw.NONE).run())
                .satisfies(outcome -> {
                    assertThat(outcome.passes()).isGreaterThan(200);
                    assertThat(outcome.controlPlanes()).isGreaterThan(5);
                    assertThat(outcome.madeElsewhere())
                            .as("nodes whose host was lost while they were made")
                            .isPositive();
                });
    }

    @Test
    void theSameSeedHasTheSameHistoryAndAnotherHasAnother() {
        String once = hash(7);
        assertThat(hash(7)).isEqualTo(once);
        assertThat(hash(8)).isNotEqualTo(once);
    }

    @Test
    void aReleaseOfOneTooManyIsFound() {
        assertThat(found(Flaw.RELEASES_ONE_TOO_MANY)).contains("has reserved");
    }

    @Test
    void aSecondReleaseOfTheSamePlaceIsFound() {
        assertThat(found(Flaw.RELEASES_TWICE)).contains("has reserved");
    }

    @Test
    void hostsThatDoWhatAnOlderEpochOrdersAreFound() {
        assertThat(found(Flaw.IGNORES_EPOCHS)).contains("where its node holds no lease");
    }

    /** What the first seed that finds the flaw says; for each flaw, not every seed does. */
    private static String found(Flaw flaw) {
        for (long seed = 1; seed <= 20; seed++) {
            try {
                new Simulation(seed, 40, 300, Duration.ofDays(4), flaw).run();
            } catch (InvariantBroken broken) {
                assertThat(broken).hasMessageStartingWith("seed " + seed + ", pass ");
                return String.valueOf(broken.getMessage());
            }
        }
        throw new AssertionError(flaw + " was found by no seed");
    }

    private static String hash(long seed) {
        return new Simulation(seed, 20, 100, Duration.ofHours(12), Flaw.NONE)
                .run()
                .hash();
    }
}
