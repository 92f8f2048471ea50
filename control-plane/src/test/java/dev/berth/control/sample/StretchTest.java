package dev.berth.control.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StretchTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void withoutAWishItIsTheLastHourByMinutes() {
        assertThat(asked(null, null))
                .isEqualTo(new Stretch.Fits(new Stretch(NOW.minus(Duration.ofHours(1)), NOW, Duration.ofMinutes(1))));
    }

    @Test
    void aLongStretchHasStepsThatMakeAPicture() {
        assertThat(step(Duration.ofHours(12), null)).isEqualTo(Duration.ofMinutes(1));
        assertThat(step(Duration.ofDays(1), null)).isEqualTo(Duration.ofMinutes(5));
        assertThat(step(Duration.ofDays(7), null)).isEqualTo(Duration.ofMinutes(15));
        assertThat(step(Duration.ofDays(30), null)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void beforeYesterdayThereAreNoMinutes() {
        assertThat(step(Duration.ofHours(25), Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(5));
        var old = (Stretch.Fits) asked(Duration.ofHours(25), null);
        assertThat(old.stretch().source(NOW)).isEqualTo(Duration.ofMinutes(5));
        var young = (Stretch.Fits) asked(Duration.ofHours(24), null);
        assertThat(young.stretch().source(NOW)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void tooManyPointsAndNoTimeAtAllAreRefused() {
        assertThat(asked(Duration.ofDays(30), Duration.ofMinutes(5)))
                .isEqualTo(new Stretch.Wrong("step", "PT5M gives 8640 points (expected: at most 2000)"));
        assertThat(asked(Duration.ZERO, null)).isInstanceOf(Stretch.Wrong.class);
        assertThat(asked(Duration.ofHours(-1), null)).isInstanceOf(Stretch.Wrong.class);
    }

    private static Duration step(Duration length, @Nullable Duration wanted) {
        return ((Stretch.Fits) asked(length, wanted)).stretch().step();
    }

    private static Stretch.Asked asked(@Nullable Duration length, @Nullable Duration step) {
        return Stretch.of(
                Optional.ofNullable(length).map(NOW::minus), Optional.empty(), Optional.ofNullable(step), NOW);
    }
}
