package dev.berth.proxy.meter;

import static dev.berth.proxy.meter.Counts.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no longer what was written give no wrong count: a cell is right, or absent and said to be. */
class DamageTest {
    private static final int ROUNDS = 120;

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock("2026-06-16T10:58:30Z");

    @Test
    void aFlippedBitInWhatAKillLeftBehindIsFoundAndCostsNoMoreThanWhatItHit() throws IOException {
        Path original = killedEpoch();
        Set<CellTotals> counted = Set.copyOf(Counts.of(Recovery.recover(copy(original, 0))));
        assertThat(counted).hasSize(60);
        var random = new Random(1);
        int found = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            EpochFolder damaged = copy(original, round);
            flipBit(randomFile(damaged.root(), random), random);
            found += verify(counted, damaged) ? 1 : 0;
        }
        assertThat(found).isPositive();
    }

    @Test
    void aTruncatedFileIsFound() throws IOException {
        Path original = killedEpoch();
        Set<CellTotals> counted = Set.copyOf(Counts.of(Recovery.recover(copy(original, 0))));
        var random = new Random(2);
        int found = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            EpochFolder damaged = copy(original, round);
            truncate(randomFile(damaged.root(), random), random);
            found += verify(counted, damaged) ? 1 : 0;
        }
        assertThat(found).isPositive();
    }

    @Test
    void anHourOfTheArchiveThatWasFlippedOrTruncatedIsFound() throws IOException {
        Path original = killedEpoch();
        EpochFolder intact = copy(original, 0);
        Set<CellTotals> counted = Set.copyOf(Counts.of(Recovery.recover(intact)));
        var random = new Random(3);
        for (int round = 1; round <= ROUNDS; round++) {
            EpochFolder damaged = copy(intact.root(), round);
            Path file = randomFile(damaged.hours(), random);
            if (round % 2 == 0) flipBit(file, random);
            else truncate(file, random);
            assertThat(verify(counted, damaged)).isTrue();
        }
    }

    @Test
    void damageIsStillKnownAfterTheNextStart() throws IOException {
        EpochFolder damaged = copy(killedEpoch(), 1);
        try (Stream<Path> segments = Files.list(damaged.segments())) {
            for (Path segment : segments.toList()) truncate(segment, new Random(4));
        }
        List<String> damage = List.copyOf(Recovery.recover(damaged).damage());

        assertThat(damage).isNotEmpty();
        assertThat(Recovery.recover(damaged).damage()).isEqualTo(damage);
        assertThat(damaged.damaged())
                .isDirectoryContaining(file -> file.toString().endsWith(".seg"));
    }

    /** Whether the damage was found. */
    private static boolean verify(Set<CellTotals> counted, EpochFolder damaged) throws IOException {
        EpochArchive archive = Recovery.recover(damaged);
        Set<CellTotals> read = new HashSet<>(Counts.of(archive));
        assertThat(counted).containsAll(read);
        if (read.size() < counted.size()) assertThat(archive.damage()).isNotEmpty();
        damaged.delete();
        return !archive.damage().isEmpty();
    }

    /** Three minutes over an hour's turn, ten keys, two outcomes; left as a SIGKILL would leave it. */
    private Path killedEpoch() throws IOException {
        Path meters = folder.resolve("meters");
        try (var held = MeterFolder.open(meters);
                var meter = MappedMeter.open(held, clock, 16)) {
            for (int minute = 0; minute < 3; minute++) {
                for (int i = 0; i < 100; i++) {
                    answered(meter, "key-" + i % 10).addBytesOut(i);
                    Counts.count(meter, "key-" + i % 10, Outcome.FAILED, i);
                    meter.changes(clock.instant());
                }
                awaitRoom(meter);
                clock.advance(Duration.ofMinutes(1));
            }
            return meter.folder().root();
        }
    }

    /** Twenty new cells come at once in a minute, so more than one segment has to be ready. */
    private static void awaitRoom(MappedMeter meter) {
        org.awaitility.Awaitility.await().until(() -> {
            try (Stream<Path> files = Files.list(meter.folder().segments())) {
                return files.filter(file -> file.toString().endsWith(".seg")).count()
                        >= meter.cells().size() / 16 + 3;
            }
        });
    }

    private EpochFolder copy(Path epoch, int round) throws IOException {
        Path copy = folder.resolve("copies").resolve("" + round).resolve(epoch.getFileName());
        try (Stream<Path> files = Files.walk(epoch)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(epoch.relativize(file));
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else Files.copy(file, target);
            }
        }
        return EpochFolder.find(copy).orElseThrow();
    }

    private static Path randomFile(Path folder, Random random) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            return all.get(random.nextInt(all.size()));
        }
    }

    private static void flipBit(Path file, Random random) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            // Most of the dictionary is empty: its first entries are what matters.
            long at = random.nextLong(Math.min(bytes.length(), 4_096));
            bytes.seek(at);
            int value = bytes.read();
            bytes.seek(at);
            bytes.write(value ^ 1 << random.nextInt(8));
        }
    }

    private static void truncate(Path file, Random random) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(random.nextLong(Math.min(bytes.length(), 8_192)));
        }
    }
}
