package dev.berth.proxy.meter;

import static dev.berth.proxy.meter.Counts.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.Cells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochShelfTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock("2026-06-16T10:30:00Z");
    private final IntakeModel intake = new IntakeModel();

    @Test
    void hoursThatEndedLeaveTheMemoryForTheArchiveEvenWhenNobodyAcknowledgesForDays() throws IOException {
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, 64)) {
            EpochShelf shelf = EpochShelf.open(meter, meters);
            for (int hour = 0; hour < 72; hour++) {
                for (int key = 0; key < 10; key++) answered(meter, "key-" + key);
                shelf.collect(clock.instant(), false);
                clock.advance(Duration.ofHours(1));
            }
            assertThat(meter.cells()).hasSizeLessThanOrEqualTo(20);
            try (var segments = Files.list(meter.folder().segments())) {
                assertThat(segments).hasSizeLessThan(8);
            }
            tell(shelf);
            assertThat(intake.itemsByKey())
                    .hasSize(10)
                    .allSatisfy((_, items) -> assertThat(items).isEqualTo(72));
        }
    }

    @Test
    void anAcknowledgedEpochIsForgottenWhenNoBackupCanBeOlderAndAnotherNever() throws IOException {
        Epoch earlier = countInAProcess();
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, 64)) {
            EpochShelf shelf = EpochShelf.open(meter, meters);
            clock.advance(Duration.ofDays(60));
            shelf.collect(clock.instant(), false);
            assertThat(shelf.all()).extracting(Outbox::epoch).contains(earlier);
            tell(shelf);
            assertThat(intake.known(earlier).isFinal()).isTrue();
            clock.advance(Duration.ofMinutes(2));
            shelf.collect(clock.instant(), false);
            assertThat(shelf.all()).extracting(Outbox::epoch).doesNotContain(earlier);
        }
    }

    @Test
    void anEpochInWhichNothingWasCountedLeavesNothingBehind() throws IOException {
        try (var meters = MeterFolder.open(folder);
                var _ = MappedMeter.open(meters, clock, 64)) {
            clock.advance(Duration.ofSeconds(1));
        }
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, 64)) {
            EpochShelf shelf = EpochShelf.open(meter, meters);
            shelf.collect(clock.instant(), false);
            assertThat(shelf.all()).hasSize(1);
            assertThat(meters.earlierThan(meter.folder().epoch())).isEmpty();
        }
    }

    @Test
    void whatCouldNotBeReadIsSaidToTheIntakeWithTheRest() throws IOException {
        Epoch earlier = countInAProcess();
        Path segment;
        try (var files = Files.walk(folder)) {
            segment = files.filter(file -> file.endsWith("segments/00000000.seg"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(segment);
        content[SegmentLayout.SLOT_BYTES + SegmentLayout.ITEMS] ^= 16;
        Files.write(segment, content);
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, 64)) {
            EpochShelf shelf = EpochShelf.open(meter, meters);
            shelf.collect(clock.instant(), false);
            tell(shelf);
            assertThat(intake.damage()).containsExactly("00000000.seg: cell 0 is not what was written");
            assertThat(intake.itemsByKey()).containsOnlyKeys("key-1");
            assertThat(intake.known(earlier).isFinal()).isTrue();
        }
    }

    private Epoch countInAProcess() throws IOException {
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, 64)) {
            answered(meter, "key-0");
            answered(meter, "key-1");
            clock.advance(Duration.ofSeconds(1));
            return meter.folder().epoch();
        }
    }

    /** A connection on which everything is merged and acknowledged at once. */
    private void tell(EpochShelf shelf) throws IOException {
        for (Outbox outbox : shelf.all()) {
            IntakeModel.Known known = intake.known(outbox.epoch());
            outbox.connected(intake.incarnation(), known.lastSeq(), known.isFinal(), shelf.liveCells(outbox));
            for (Optional<Cells> next = outbox.next(); next.isPresent(); next = outbox.next()) {
                intake.merge(next.get());
                outbox.acknowledged(next.get().getSeq());
            }
        }
    }
}
