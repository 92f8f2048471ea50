package dev.berth.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories: counting over hours, reports that are lost, doubled, overtaken and answered late, streams that break,
 * proxies that are killed, intakes that are restored from a backup. Never more than was counted; in the end, exactly that;
 * and what is claimed complete is.
 */
@SuppressWarnings("NullAway.Init") // start() opens meter, folder and shelf
class ShippingLawsTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock("2026-06-16T10:00:30Z");
    private final IntakeModel intake = new IntakeModel();
    private final Map<String, Long> counted = new HashMap<>();

    /** Items counted by a time (seconds), to check claims against. */
    private final List<long[]> history = new ArrayList<>();

    private final List<Cells> onTheWay = new ArrayList<>();
    private final List<Cells> leftBehind = new ArrayList<>();
    private final List<Cells> answers = new ArrayList<>();
    private IntakeModel backup = intake.copy();

    private MeterFolder meters;
    private MappedMeter meter;
    private EpochShelf shelf;
    private boolean connected;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whateverHappensOnTheWayTheIntakeEndsWithWhatWasCounted(int seed) throws IOException {
        var random = new Random(seed);
        for (int step = 0; step < 600; step++) {
            act(random);
            long total = total(counted);
            assertThat(total(intake.itemsByKey())).isLessThanOrEqualTo(total);
            assertClaimHolds();
        }
        settleAll();
        assertThat(intake.itemsByKey()).isEqualTo(counted);
        assertThat(intake.completeUntil()).isEqualTo(clock.instant().getEpochSecond());
        meter.close();
        meters.close();
    }

    private void act(Random random) throws IOException {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> countSome(random);
            case 4, 5 -> clock.advance(Duration.ofSeconds(random.nextInt(120)));
            case 6 -> clock.advance(Duration.ofMinutes(random.nextInt(90)));
            case 7, 8 -> shelf.collect(clock.instant(), false);
            case 9, 10 -> send();
            case 11, 12 -> deliver(random);
            case 13 -> overtake(random);
            case 14 -> answer(random);
            case 15 -> drop(onTheWay, random);
            case 16 -> drop(answers, random);
            case 17 -> breakAndReconnect(random);
            case 18 -> backUpOrRestore(random);
            default -> killProxy(random);
        }
    }

    private void countSome(Random random) {
        for (int i = random.nextInt(20); i > 0; i--) {
            String key = "key-" + random.nextInt(6);
            if (meter.count(Counts.key(key), Outcome.ANSWERED, 1) instanceof Meter.Cell cell) {
                cell.addBytesOut(random.nextInt(3));
                counted.merge(key, 1L, Long::sum);
            }
        }
        history.add(new long[] {clock.instant().getEpochSecond(), total(counted)});
    }

    private void send() throws IOException {
        if (!connected) return;
        for (Outbox outbox : shelf.all()) {
            Optional<Cells> next = outbox.next();
            next.ifPresent(onTheWay::add);
        }
    }

    private void deliver(Random random) {
        if (onTheWay.isEmpty()) return;
        Cells report = onTheWay.removeFirst();
        if (random.nextInt(4) == 0) onTheWay.add(report);
        intake.merge(report);
        answers.add(report);
    }

    /** A stream keeps its order; what an earlier one left on the way may come later. */
    private void overtake(Random random) {
        Collections.shuffle(leftBehind, random);
        if (!leftBehind.isEmpty()) intake.merge(leftBehind.removeFirst());
    }

    private void answer(Random random) throws IOException {
        if (answers.isEmpty() || !connected) return;
        Cells report = answers.remove(random.nextInt(answers.size()));
        shelf.acknowledged(Epoch.of(report.getEpoch()), report.getSeq());
    }

    private static void drop(List<Cells> some, Random random) {
        if (!some.isEmpty()) some.remove(random.nextInt(some.size()));
    }

    /** What is on the way then may still arrive; answers do not. */
    private void breakAndReconnect(Random random) throws IOException {
        answers.clear();
        leaveBehind();
        for (Outbox outbox : shelf.all()) outbox.lost();
        connected = random.nextInt(3) > 0;
        if (connected) connect();
    }

    private void leaveBehind() {
        leftBehind.addAll(onTheWay);
        onTheWay.clear();
    }

    private void connect() throws IOException {
        for (Outbox outbox : shelf.all()) {
            IntakeModel.Known known = intake.known(outbox.epoch());
            outbox.connected(intake.incarnation(), known.lastSeq(), known.isFinal(), shelf.liveCells(outbox));
        }
        connected = true;
    }

    /** A restore is of a database that was not running: what was on the way to it is gone, and streams break. */
    private void backUpOrRestore(Random random) throws IOException {
        if (random.nextInt(3) > 0) {
            backup = intake.copy();
            return;
        }
        onTheWay.clear();
        leftBehind.clear();
        boolean noticed = random.nextBoolean();
        intake.restore(backup, noticed ? UUID.randomUUID().toString() : backup.incarnation());
        backup = intake.copy();
        answers.clear();
        for (Outbox outbox : shelf.all()) outbox.lost();
        connect();
    }

    private void killProxy(Random random) throws IOException {
        if (random.nextInt(3) > 0) return;
        meter.close(); // its files are what a kill leaves
        meters.close();
        answers.clear();
        leaveBehind();
        start();
    }

    @BeforeEach
    void start() throws IOException {
        clock.advance(Duration.ofMillis(1));
        meters = MeterFolder.open(folder);
        meter = MappedMeter.open(meters, clock, 256);
        shelf = EpochShelf.open(meter, meters);
        shelf.collect(clock.instant(), false);
        connected = false;
    }

    private void settleAll() throws IOException {
        for (Outbox outbox : shelf.all()) outbox.lost();
        onTheWay.clear();
        connect();
        for (int round = 0; round < 50; round++) {
            shelf.collect(clock.instant(), false);
            for (Outbox outbox : shelf.all()) {
                for (Optional<Cells> next = outbox.next(); next.isPresent(); next = outbox.next()) {
                    intake.merge(next.get());
                    outbox.acknowledged(next.get().getSeq());
                }
            }
        }
    }

    private void assertClaimHolds() {
        long claim = intake.completeUntil();
        long countedBefore = history.stream()
                .filter(entry -> entry[0] < claim)
                .mapToLong(entry -> entry[1])
                .max()
                .orElse(0);
        assertThat(total(intake.itemsByKey())).as("claimed until %d", claim).isGreaterThanOrEqualTo(countedBefore);
    }

    private static long total(Map<String, Long> items) {
        return Arrays.stream(items.values().toArray(Long[]::new))
                .mapToLong(Long::longValue)
                .sum();
    }
}
