package dev.berth.control.disk;

import static dev.berth.control.node.PlatformInTest.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FillTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aDiskIsLowAt85PercentScarceAt95AndFullBelowItsFloor() {
        assertThat(host(84).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.ROOM);
        assertThat(host(85).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.LOW);
        assertThat(host(95).level(DiskLevel.LOW)).isEqualTo(DiskLevel.SCARCE);
        assertThat(host(98).level(DiskLevel.SCARCE)).isEqualTo(DiskLevel.SCARCE);
        assertThat(fill(981, 1000).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.FULL);
        assertThat(fill(991, 1000).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.LAST);
    }

    @Test
    void eachLevelIsLeftLaterThanItIsEntered() {
        assertThat(host(84).level(DiskLevel.LOW)).isEqualTo(DiskLevel.LOW);
        assertThat(host(82).level(DiskLevel.LOW)).isEqualTo(DiskLevel.ROOM);
        assertThat(host(94).level(DiskLevel.SCARCE)).isEqualTo(DiskLevel.SCARCE);
        assertThat(host(92).level(DiskLevel.SCARCE)).isEqualTo(DiskLevel.LOW);
        assertThat(host(97).level(DiskLevel.FULL))
                .as("twice the floor is not left")
                .isEqualTo(DiskLevel.FULL);
        assertThat(host(97).level(DiskLevel.LAST)).isEqualTo(DiskLevel.LAST);
        assertThat(host(96).level(DiskLevel.LAST)).isEqualTo(DiskLevel.SCARCE);
        assertThat(host(10).level(DiskLevel.LAST)).isEqualTo(DiskLevel.ROOM);
    }

    @Test
    void ofWhatANodeReservedThereIsNoFloorAndMoreThanAllIsFull() {
        assertThat(node(100).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.SCARCE);
        assertThat(node(101).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.FULL);
        assertThat(node(100).level(DiskLevel.FULL)).isEqualTo(DiskLevel.SCARCE);
        assertThat(node(0).level(DiskLevel.FULL)).isEqualTo(DiskLevel.ROOM);
    }

    @Test
    void aDiskThatFillsSoonIsLowHoweverEmptyItIs() {
        assertThat(growing(10).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.ROOM);
        assertThat(growing(10).level(DiskLevel.LOW))
                .as("not for long enough yet")
                .isEqualTo(DiskLevel.LOW);
        assertThat(growing(6.9).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.LOW);
        assertThat(growing(0.9).level(DiskLevel.ROOM)).isEqualTo(DiskLevel.SCARCE);
    }

    @Test
    void theUsualFloorIsAFiftiethAndAtMostFiveGibibytes() {
        assertThat(Fill.usualFloor(100 * GIB)).isEqualTo(2 * GIB);
        assertThat(Fill.usualFloor(12_000 * GIB)).isEqualTo(5 * GIB);
    }

    @Test
    void theForecastIsTheGrowthSeenAndComesAfterAnHour() {
        Growth growth = Growth.begin(NOON, 10 * GIB);
        assertThat(growth.then(NOON.plusSeconds(1800), 11 * GIB).daysUntil(GIB)).isEmpty();
        Growth watched = growth;
        for (int minute = 1; minute <= 24 * 60; minute++)
            watched = watched.then(NOON.plus(Duration.ofMinutes(minute)), 10 * GIB + minute * GIB / (24 * 60));
        assertThat(watched.bytesPerDay()).isBetween(GIB * 99 / 100, GIB * 101 / 100);
        Fill fill = Fill.of(watched, 21 * GIB, GIB);
        assertThat(fill.daysLeft().orElseThrow()).isBetween(8.9, 9.1);
        assertThat(fill.words()).startsWith("11.0 GiB of 21.0 GiB used, 52%; at 1.");
    }

    @Test
    void whatShrinksIsNotForecastAndWhatHasBeenLongAgoIsForgotten() {
        Growth grown = Growth.begin(NOON, 50 * GIB).then(NOON.plus(Duration.ofDays(1)), 100 * GIB);
        assertThat(grown.daysUntil(100 * GIB)).hasValue(2);
        Growth pruned = grown.then(NOON.plus(Duration.ofDays(1)).plusSeconds(60), 20 * GIB);
        assertThat(pruned.daysUntil(GIB)).isEmpty();
        Growth still = grown.then(NOON.plus(Duration.ofDays(4)), 100 * GIB);
        assertThat(still.bytesPerDay()).isLessThan(3 * GIB);
    }

    private static Fill host(int percent) {
        return fill(percent, 100);
    }

    private static Fill fill(long used, long total) {
        return new Fill(used * GIB, total * GIB, total * GIB / 50, 0, OptionalDouble.empty());
    }

    private static Fill node(int percent) {
        return new Fill(percent * GIB, 100 * GIB, 0, 0, OptionalDouble.empty());
    }

    private static Fill growing(double days) {
        return new Fill(GIB, 100 * GIB, GIB, GIB, OptionalDouble.of(days));
    }
}
