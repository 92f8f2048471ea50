package dev.berth.proxy.meter;

import dev.berth.contract.v1.Outcome;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What a {@link KillTest} kills: threads that count and, after each count, write its key's number to the pipe. Its time
 * runs a thousand times faster, so that minutes, hours and segments turn all the while.
 */
final class CountingProcess {
    static final int KEYS = 40;

    private CountingProcess() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int threads = Integer.parseInt(args[1]);
        long start = System.nanoTime();
        Instant begin = Instant.parse("2026-06-16T10:00:00Z");
        InstantSource fast = () -> begin.plusNanos((System.nanoTime() - start) * 1_000);
        var meter = MappedMeter.open(MeterFolder.open(folder), fast, 64);
        var pipe = new FileOutputStream(FileDescriptor.out);
        for (int t = 0; t < threads; t++) {
            int seed = t;
            Thread.ofPlatform().start(() -> countForEver(meter, pipe, seed));
        }
    }

    private static void countForEver(Meter meter, FileOutputStream pipe, int seed) {
        try {
            for (int i = seed; ; i++) {
                int key = i % KEYS;
                if (meter.count(Counts.key("key-" + key), Outcome.ANSWERED, 1) instanceof Meter.Cell) pipe.write(key);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
