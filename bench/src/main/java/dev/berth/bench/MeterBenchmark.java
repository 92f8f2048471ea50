package dev.berth.bench;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.access.KeyId;
import dev.berth.proxy.meter.MappedMeter;
import dev.berth.proxy.meter.Meter;
import dev.berth.proxy.meter.MeterFolder;
import dev.berth.proxy.meter.MeterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What counting one item costs a call. With {@code -prof gc} it shows what is allocated, too. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH opens the state before it is used
public class MeterBenchmark {
    @Param({"1", "10000"})
    private int keys;

    private MeterKey[] keyOf = new MeterKey[0];
    private Path folder = Path.of("");
    private MeterFolder meters;
    private MappedMeter meter;

    /** Which key a thread counts next. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;

        int of(int keys) {
            next = next + 1 < keys ? next + 1 : 0;
            return next;
        }
    }

    @Setup
    public void open() throws IOException {
        folder = Files.createTempDirectory("meter-benchmark");
        meters = MeterFolder.open(folder);
        meter = MappedMeter.open(meters, Clock.systemUTC(), 65_536);
        keyOf = new MeterKey[keys];
        for (int i = 0; i < keys; i++) {
            keyOf[i] = new MeterKey(new KeyId("%012d".formatted(i)), "ethereum-devnet", "eth_call");
        }
    }

    @TearDown
    public void close() throws IOException {
        meter.close();
        meters.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    @Benchmark
    public Meter.Counted count(Turn turn) {
        return meter.count(keyOf[turn.of(keys)], Outcome.ANSWERED, 120);
    }

    /** As a call does it: the item when its answer begins, its bytes when they were handed over. */
    @Benchmark
    public Meter.Counted countAndAddBytes(Turn turn) {
        Meter.Counted counted = meter.count(keyOf[turn.of(keys)], Outcome.ANSWERED, 120);
        if (counted instanceof Meter.Cell cell) cell.addBytesOut(900);
        return counted;
    }

    @Benchmark
    @Threads(2)
    public Meter.Counted countByTwoThreads(Turn turn) {
        return meter.count(keyOf[turn.of(keys)], Outcome.ANSWERED, 120);
    }
}
