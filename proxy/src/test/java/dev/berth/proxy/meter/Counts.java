package dev.berth.proxy.meter;

import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.access.KeyId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was counted, by key and minute, as tests compare it. */
final class Counts {
    private Counts() {}

    static MeterKey key(String keyId) {
        return new MeterKey(new KeyId(keyId), "ethereum-devnet", "eth_call");
    }

    /** Counts one item; waits while a clock that a test turns has outrun the thread that makes room ahead. */
    static Meter.Cell count(Meter meter, String keyId, Outcome outcome, long bytesIn) {
        if (meter.count(key(keyId), outcome, bytesIn) instanceof Meter.Cell counted) return counted;
        return (Meter.Cell) await().atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> meter.count(key(keyId), outcome, bytesIn), counted -> counted instanceof Meter.Cell);
    }

    static Meter.Cell answered(Meter meter, String keyId) {
        return count(meter, keyId, Outcome.ANSWERED, 0);
    }

    /** Everything that the folder's epochs hold, as a process that starts there finds it. */
    static List<CellTotals> recovered(Path folder) throws IOException {
        List<CellTotals> cells = new ArrayList<>();
        try (var meters = MeterFolder.open(folder)) {
            for (EpochFolder epoch : meters.earlierThan(Epoch.random())) cells.addAll(of(Recovery.recover(epoch)));
        }
        return cells;
    }

    static List<CellTotals> of(EpochArchive archive) throws IOException {
        List<CellTotals> cells = new ArrayList<>();
        for (long hour : List.copyOf(archive.hours())) {
            for (Cells message : archive.read(hour)) cells.addAll(WireCells.read(message));
        }
        return cells;
    }

    static Map<String, Long> itemsByKey(Collection<CellTotals> cells) {
        Map<String, Long> items = new HashMap<>();
        for (CellTotals cell : cells) {
            items.merge(cell.key().key().key().value(), cell.totals().items(), Long::sum);
        }
        return items;
    }
}
