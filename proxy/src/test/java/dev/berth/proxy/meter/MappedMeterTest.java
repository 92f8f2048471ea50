package dev.berth.proxy.meter;

import static dev.berth.proxy.meter.Counts.answered;
import static dev.berth.proxy.meter.Counts.count;
import static dev.berth.proxy.meter.Counts.recovered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.access.KeyId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedMeterTest {
    private static final long TEN_O_CLOCK = 29_693_400; // minutes since 1970 at 2026-06-16T10:00Z

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock("2026-06-16T10:00:30Z");

    @Test
    void anItemIsCountedOnceUnderItsKeyOutcomeAndMinuteWithTheBytesOfBothWays() throws IOException {
        counting(64, meter -> {
            count(meter, "a", Outcome.ANSWERED, 100).addBytesOut(1_000);
            count(meter, "a", Outcome.ANSWERED, 10).addBytesOut(5);
            count(meter, "a", Outcome.FAILED, 7);
            Meter.Cell broken = count(meter, "b", Outcome.ANSWERED, 1);
            broken.addBytesOut(3);
            broken.addBroken();
        });

        assertThat(recovered(folder))
                .containsExactlyInAnyOrder(
                        cell("a", Outcome.ANSWERED, TEN_O_CLOCK, new Totals(2, 110, 1_005, 0)),
                        cell("a", Outcome.FAILED, TEN_O_CLOCK, new Totals(1, 7, 0, 0)),
                        cell("b", Outcome.ANSWERED, TEN_O_CLOCK, new Totals(1, 1, 3, 1)));
    }

    @Test
    void whatIsAddedLaterGoesToTheMinuteItIsAddedInSoThatAnEarlierMinuteStaysAsItIs() throws IOException {
        counting(64, meter -> {
            Meter.Cell long_ = answered(meter, "a");
            long_.addBytesOut(10);
            clock.advance(Duration.ofMinutes(2));
            long_.addBytesOut(20);
            long_.addBroken();
        });

        assertThat(recovered(folder))
                .containsExactlyInAnyOrder(
                        cell("a", Outcome.ANSWERED, TEN_O_CLOCK, new Totals(1, 0, 10, 0)),
                        cell("a", Outcome.ANSWERED, TEN_O_CLOCK + 2, new Totals(0, 0, 20, 1)));
    }

    @Test
    void anHourHasSegmentsOfItsOwnAndNoCountIsLostOnTheWayFromOneToTheNext() throws IOException {
        clock.set("2026-06-16T10:58:00Z");
        counting(16, meter -> {
            for (int second = 0; second < 240; second++) {
                for (int key = 0; key < 5; key++) answered(meter, "key-" + key);
                clock.advance(Duration.ofSeconds(1));
            }
        });

        List<CellTotals> cells = recovered(folder);
        assertThat(cells)
                .hasSize(4 * 5)
                .allSatisfy(cell -> assertThat(cell.totals().items()).isEqualTo(60));
        assertThat(cells).extracting(CellTotals::minute).contains(TEN_O_CLOCK + 58, TEN_O_CLOCK + 61);
    }

    @Test
    void aMinuteThatWasReportedCompleteGetsNothingMoreEvenWhenTheClockGoesBack() throws IOException {
        counting(64, meter -> {
            answered(meter, "a");
            clock.set("2026-06-16T10:05:00Z");
            assertThat(meter.changes(clock.instant()).completeUntil())
                    .hasValue(clock.instant().getEpochSecond());
            clock.set("2026-06-16T10:00:40Z");
            answered(meter, "a");
            answered(meter, "b");
        });

        assertThat(recovered(folder))
                .extracting(CellTotals::minute)
                .containsExactlyInAnyOrder(TEN_O_CLOCK, TEN_O_CLOCK + 5, TEN_O_CLOCK + 5);
    }

    @Test
    void aCellIsListedAsChangedOnceHoweverOftenItWasCountedIn() throws IOException {
        counting(64, meter -> {
            for (int i = 0; i < 10; i++) answered(meter, "a");
            assertThat(meter.changes(clock.instant()).cells()).hasSize(1);
            assertThat(meter.changes(clock.instant()).cells()).isEmpty();
            answered(meter, "a");
            assertThat(meter.changes(clock.instant()).cells())
                    .singleElement()
                    .satisfies(cell -> assertThat(cell.read())
                            .hasValueSatisfying(
                                    read -> assertThat(read.totals().items()).isEqualTo(11)));
        });
    }

    @Test
    void severalThreadsCountExactlyWhileAnotherAsksWhatChanged() throws Exception {
        Map<String, Long> expected = Map.of("key-0", 40_000L, "key-1", 40_000L, "key-2", 40_000L);
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, 8)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 30_000; i++) {
                        answered(meter, "key-" + i % 3).addBytesOut(1);
                        if (i % 10_000 == 5_000) clock.advance(Duration.ofSeconds(20));
                    }
                }));
            }
            Map<MappedCell, CellTotals> seen = new HashMap<>();
            do {
                for (MappedCell cell : meter.changes(clock.instant()).cells())
                    seen.put(cell, cell.read().orElseThrow());
            } while (threads.stream().anyMatch(Thread::isAlive));
            for (Thread thread : threads) thread.join();
            for (MappedCell cell : meter.changes(clock.instant()).cells())
                seen.put(cell, cell.read().orElseThrow());

            assertThat(Counts.itemsByKey(seen.values())).isEqualTo(expected);
        }
        assertThat(Counts.itemsByKey(recovered(folder))).isEqualTo(expected);
    }

    @Test
    void keysThatWereIdleAreForgottenAndFoundAgainWithTheirIndex() throws IOException {
        counting(64, meter -> {
            answered(meter, "a");
            clock.advance(Duration.ofMinutes(3));
            meter.changes(clock.instant());
            meter.forgetIdleKeys();
            answered(meter, "a");
            meter.forgetIdleKeys();
            answered(meter, "a");
        });

        assertThat(recovered(folder))
                .containsExactlyInAnyOrder(
                        cell("a", Outcome.ANSWERED, TEN_O_CLOCK, new Totals(1, 0, 0, 0)),
                        cell("a", Outcome.ANSWERED, TEN_O_CLOCK + 3, new Totals(2, 0, 0, 0)));
    }

    @Test
    void aKeyThatIsTooLongToWriteDownIsNotCounted() throws IOException {
        counting(
                64,
                meter -> assertThat(meter.count(
                                new MeterKey(new KeyId("a"), "n".repeat(300), "eth_call"), Outcome.ANSWERED, 0))
                        .isInstanceOf(Meter.NotCounted.class));
    }

    @Test
    void aFolderBelongsToOneProxyAtATime() throws IOException {
        try (var _ = MeterFolder.open(folder)) {
            assertThatThrownBy(() -> MeterFolder.open(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another proxy");
        }
    }

    private void counting(int cellsPerSegment, Work work) throws IOException {
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, clock, cellsPerSegment)) {
            work.on(meter);
        }
    }

    private interface Work {
        void on(MappedMeter meter) throws IOException;
    }

    private static CellTotals cell(String keyId, Outcome outcome, long minute, Totals totals) {
        return new CellTotals(new CellKey(Counts.key(keyId), outcome), minute, totals);
    }
}
