package dev.berth.bench;

import dev.berth.proxy.selection.Candidate;
import dev.berth.proxy.selection.Choice;
import dev.berth.proxy.selection.Need;
import dev.berth.proxy.selection.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What choosing a member costs a call, with the candidates that are made for it. With {@code -prof gc}, what is allocated. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class SelectionBenchmark {
    @Param({"1", "3", "8"})
    private int members;

    private long seed;

    @Benchmark
    public Choice chooses() {
        seed++;
        List<Candidate> candidates = new ArrayList<>(members);
        for (int i = 0; i < members; i++)
            candidates.add(new Candidate("node", "", true, "", 1_000 + (seed + i) % 2, 0, i));
        return Selection.choose(new Need(true, true, 2, 1_001, -1, -1), candidates, seed);
    }
}
