package dev.berth.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL loses nothing that was counted, and what was counted is what was about to be answered. */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("berth.kills", 15);
    private static final int THREADS = 4;

    @TempDir
    Path folder;

    @Test
    void afterAKillTheFilesAreNeverBehindTheJournalAndAheadByNoMoreThanWasInFlight() throws Exception {
        var random = new Random();
        long counted = 0;
        long ahead = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path meters = folder.resolve("" + round);
            long[] journal = countUntilKilled(meters, random.nextInt(1, 300));

            List<CellTotals> cells = Counts.recovered(meters);
            Map<String, Long> items = Counts.itemsByKey(cells);
            long inFlight = 0;
            for (int key = 0; key < CountingProcess.KEYS; key++) {
                long found = items.getOrDefault("key-" + key, 0L);
                assertThat(found).as("round %d, key %d", round, key).isGreaterThanOrEqualTo(journal[key]);
                inFlight += found - journal[key];
                counted += found;
            }
            assertThat(inFlight).isLessThanOrEqualTo(THREADS);
            ahead += inFlight;
            long bytes =
                    cells.stream().mapToLong(cell -> cell.totals().bytesIn()).sum();
            long all = items.values().stream().mapToLong(Long::longValue).sum();
            assertThat(bytes).isBetween(all, all + THREADS);
        }
        System.out.printf("%d kills: %d items counted, %d of them in flight at a kill%n", ROUNDS, counted, ahead);
    }

    /** What the process had written to its pipe, by key, when it was killed some time after its first item. */
    private static long[] countUntilKilled(Path meters, int millis) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingProcess.class.getName(),
                        meters.toString(),
                        "" + THREADS)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long[] journal = new long[CountingProcess.KEYS];
        try (InputStream pipe = process.getInputStream()) {
            tally(journal, new byte[] {(byte) pipe.read()}, 1);
            var killer = Thread.ofVirtual().start(() -> killAfter(process, millis));
            byte[] some = new byte[65_536];
            for (int n = pipe.read(some); n > 0; n = pipe.read(some)) tally(journal, some, n);
            killer.join();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return journal;
    }

    private static void killAfter(Process process, int millis) {
        try {
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.toHandle().destroyForcibly(); // the process itself would close the pipe as well
    }

    private static void tally(long[] journal, byte[] keys, int n) {
        for (int i = 0; i < n; i++) journal[keys[i]]++;
    }
}
