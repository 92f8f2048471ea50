package dev.berth.proxy.meter;

import static dev.berth.proxy.meter.Counts.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.contract.v1.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk of 6 MiB: an item that finds no room is refused, one that was counted stays counted. */
class FullDiskTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock("2026-06-16T10:00:30Z");

    @BeforeEach
    void mountASmallDisk() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder.toString()) == 0,
                "only root may mount a tmpfs");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", folder.toString());
    }

    @Test
    void whenTheDiskFillsItemsAreRefusedAndWhenItHasRoomAgainTheyAreCountedAgain() throws Exception {
        long counted = 0;
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, 1_000)) {
            Path filler = folder.resolve("filler");
            fill(filler);
            List<String> refusals = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                switch (meter.count(key("key-" + i), Outcome.ANSWERED, 0)) {
                    case Meter.Cell _ -> counted++;
                    case Meter.NotCounted refused -> refusals.add(refused.reason());
                }
            }
            assertThat(counted).isBetween(2_000L, 12_288L);
            assertThat(refusals).hasSize(20_000 - (int) counted);

            clock.advance(Duration.ofMinutes(1));
            assertThat(meter.count(key("key-0"), Outcome.ANSWERED, 0))
                    .isInstanceOfSatisfying(
                            Meter.NotCounted.class,
                            refused -> assertThat(refused.reason()).contains("No space left"));

            Files.delete(filler);
            Awaitility.await().until(() -> meter.count(key("key-0"), Outcome.ANSWERED, 0) instanceof Meter.Cell);
            counted++;
        }
        assertThat(Counts.itemsByKey(Counts.recovered(folder)).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(counted);
    }

    @Test
    void aMeterThatStartsOnAFullDiskRefusesUntilThereIsRoom() throws Exception {
        Path filler = folder.resolve("filler");
        fill(filler);
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, 1_000)) {
            assertThat(meter.count(key("a"), Outcome.ANSWERED, 0)).isInstanceOf(Meter.NotCounted.class);
            Files.delete(filler);
            Awaitility.await().until(() -> meter.count(key("a"), Outcome.ANSWERED, 0) instanceof Meter.Cell);
        }
    }

    private static void fill(Path filler) throws IOException {
        try (var out = Files.newOutputStream(filler)) {
            byte[] page = new byte[4_096];
            while (true) out.write(page);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
