package dev.berth.proxy.meter;

import static dev.berth.proxy.meter.Counts.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.proxy.link.ControlPlaneLink;
import dev.berth.proxy.link.LocalServer;
import dev.berth.proxy.link.ProxyId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipper over real gRPC: each test ends when the intake has exactly what was counted. */
class UsageShipperTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final ProxyId proxy = new ProxyId(UUID.randomUUID());
    private final FaultyIntake intake = new FaultyIntake();
    private final Map<String, Long> counted = new HashMap<>();
    private LocalServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new LocalServer(intake);
    }

    @AfterEach
    void stopServing() {
        server.close();
    }

    @Test
    void aCallIsAtTheIntakeWithinSecondsAndCompletenessFollowsTheClock() throws Exception {
        try (var running = new Running()) {
            running.count(10);
            awaitAll();
            long then = InstantSource.system().instant().getEpochSecond();
            await().atMost(PATIENCE).until(() -> intake.model.completeUntil() >= then);
            assertThat(server.authorization()).isEqualTo("Bearer " + LocalServer.TOKEN.value());
        }
    }

    @Test
    void countingGoesOnWhileTheControlPlaneIsDownAndAllIsToldAfterwards() throws Exception {
        server.stop();
        try (var running = new Running()) {
            running.count(1_000);
            assertThat(intake.received).isEmpty();
            server.start();
            running.count(10);
            awaitAll();
        }
    }

    @Test
    void aStreamThatBreaksAfterEveryOtherCommitDelaysWhatWasCountedAndLosesNothing() throws Exception {
        intake.breakEvery = 2;
        try (var running = new Running()) {
            for (int round = 0; round < 6_000; round++) running.count(1, "key-" + round);
            await().atMost(PATIENCE).until(() -> intake.streams.get() >= 3);
            intake.breakEvery = 0;
            awaitAll();
        }
        assertNoNumberWasUsedForTwoContents();
    }

    @Test
    void aReportThatIsNeverAnsweredIsSentAgainOnAnotherStream() throws Exception {
        try (var running = new Running()) {
            running.count(10);
            awaitAll();
            intake.toDrop.set(2);
            running.count(10);
            awaitAll();
            assertThat(intake.streams.get()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void reportsThatComeTwiceAndAreAcknowledgedLateAreCountedOnce() throws Exception {
        intake.doubling = true;
        try (var running = new Running()) {
            for (int round = 0; round < 6_000; round++) running.count(1, "key-" + round);
            awaitAll();
            running.count(100, "key-1");
            awaitAll();
        }
    }

    @Test
    void anIntakeThatWasRestoredFromABackupIsToldAgainWhatItLost() throws Exception {
        try (var running = new Running()) {
            running.count(10);
            awaitAll();
            IntakeModel backup = intake.model.copy();
            running.count(100);
            awaitAll();
            server.stop();
            intake.model.restore(backup, backup.incarnation());
            server.start();
            awaitAll();
        }
    }

    @Test
    void whatAKilledProcessCountedIsToldByTheNextAndItsEpochMadeFinal() throws Exception {
        Epoch killed;
        server.stop();
        try (var meters = MeterFolder.open(folder);
                var meter = MappedMeter.open(meters, InstantSource.system(), 64)) {
            for (int i = 0; i < 50; i++) answered(meter, "a");
            counted.put("a", 50L);
            killed = meter.folder().epoch();
        }
        server.start();
        try (var running = new Running()) {
            running.count(5);
            awaitAll();
            await().atMost(PATIENCE).until(() -> intake.model.known(killed).isFinal());
            await().atMost(PATIENCE).until(() -> intake.model.completeUntil() > 0);
            assertThat(intake.hellos.getFirst())
                    .containsExactly(killed, running.meter.folder().epoch());
        }
        assertNoNumberWasUsedForTwoContents();
    }

    @Test
    void aProxyThatStopsInOrderSaysTheLastOfItsEpochFirst() throws Exception {
        Epoch stopped;
        try (var running = new Running()) {
            await().atMost(PATIENCE).until(() -> !intake.received.isEmpty());
            running.count(7);
            stopped = running.meter.folder().epoch();
        }
        assertThat(intake.model.itemsByKey()).isEqualTo(counted);
        assertThat(intake.model.known(stopped).isFinal()).isTrue();
    }

    private void awaitAll() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(intake.model.itemsByKey()).isEqualTo(counted));
    }

    private void assertNoNumberWasUsedForTwoContents() {
        Map<String, Set<Object>> contents = new HashMap<>();
        for (var report : intake.received) {
            contents.computeIfAbsent(Epoch.of(report.getEpoch()) + "/" + report.getSeq(), _ -> new HashSet<>())
                    .add(report);
        }
        assertThat(contents.values()).allSatisfy(reports -> assertThat(reports).hasSize(1));
    }

    /** A proxy's metering half, wired as it is in the proxy. */
    private final class Running implements AutoCloseable {
        private final ControlPlaneLink link = server.link();
        private final MeterFolder meters = MeterFolder.open(folder);
        final MappedMeter meter = MappedMeter.open(meters, InstantSource.system(), 16_384);
        private final UsageShipper shipper = UsageShipper.start(
                link.channel(), proxy, meter, meters, InstantSource.system(), Duration.ofMillis(200));

        Running() throws IOException {}

        void count(int items) {
            count(items, "key-" + counted.size() % 5);
        }

        void count(int items, String key) {
            for (int i = 0; i < items; i++) answered(meter, key);
            counted.merge(key, (long) items, Long::sum);
        }

        @Override
        public void close() throws IOException {
            shipper.close();
            meter.close();
            meters.close();
            link.close();
        }
    }
}
