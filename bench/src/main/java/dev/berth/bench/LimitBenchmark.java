package dev.berth.bench;

import dev.berth.proxy.limit.Allowance;
import dev.berth.proxy.limit.CallLimits;
import dev.berth.proxy.limit.OverLimit;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What the limits of its endpoint and its key cost a call. With {@code -prof gc} it shows what is allocated, too. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class LimitBenchmark {
    private static final Allowance ROOMY = new Allowance(1_000_000, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0);
    private static final Allowance CALLS_ONLY = new Allowance(1_000_000, Integer.MAX_VALUE, 0, 0, 0);
    private static final Allowance TIGHT = new Allowance(1, 1, 0, 0, 0);
    private static final int WEIGHT = 26;

    @Param({"1", "10000"})
    private int endpoints;

    private String[] endpointOf = new String[0];
    private String[] keyOf = new String[0];
    private CallLimits limits = new CallLimits();

    /** Which endpoint a thread calls next, and when: time goes on fast enough that a roomy limit never refuses. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;
        private long now;

        int of(int endpoints) {
            now += 10_000;
            next = next + 1 < endpoints ? next + 1 : 0;
            return next;
        }
    }

    @Setup
    public void open() {
        limits = new CallLimits();
        endpointOf = new String[endpoints];
        keyOf = new String[endpoints];
        for (int i = 0; i < endpoints; i++) {
            endpointOf[i] = new UUID(7, i).toString();
            keyOf[i] = "%012d".formatted(i);
        }
    }

    @Benchmark
    public @Nullable OverLimit unlimited(Turn turn) {
        int of = turn.of(endpoints);
        return limits.take(endpointOf[of], Allowance.UNLIMITED, keyOf[of], Allowance.UNLIMITED, null, WEIGHT, turn.now);
    }

    @Benchmark
    public @Nullable OverLimit callsOfTheEndpoint(Turn turn) {
        int of = turn.of(endpoints);
        return limits.take(endpointOf[of], CALLS_ONLY, keyOf[of], Allowance.UNLIMITED, null, WEIGHT, turn.now);
    }

    @Benchmark
    public @Nullable OverLimit callsAndUnitsOfEndpointAndKey(Turn turn) {
        int of = turn.of(endpoints);
        return limits.take(endpointOf[of], ROOMY, keyOf[of], ROOMY, null, WEIGHT, turn.now);
    }

    @Benchmark
    @Threads(2)
    public @Nullable OverLimit callsAndUnitsOfEndpointAndKeyByTwoThreads(Turn turn) {
        int of = turn.of(endpoints);
        return limits.take(endpointOf[of], ROOMY, keyOf[of], ROOMY, null, WEIGHT, turn.now);
    }

    /** At ten thousand endpoints each is asked every tenth of a second of a call per second: nine of ten are refused. */
    @Benchmark
    public @Nullable OverLimit refused(Turn turn) {
        int of = turn.of(endpoints);
        return limits.take(endpointOf[of], TIGHT, keyOf[of], Allowance.UNLIMITED, null, WEIGHT, turn.now);
    }
}
