package dev.berth.bench;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.Outcome;
import dev.berth.contract.v1.Refusal;
import dev.berth.proxy.access.Access;
import dev.berth.proxy.access.AccessTable;
import dev.berth.proxy.access.KeyId;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.RequestId;
import dev.berth.proxy.insight.LoopTallies;
import dev.berth.proxy.jsonrpc.Refused;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** What it costs a call that its time is noted for its endpoint, or its error. With {@code -prof gc} it shows what is allocated, too. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class InsightBenchmark {
    @Param({"1", "5000"})
    private int endpoints;

    private CallStory[] answered = new CallStory[0];
    private CallStory[] refused = new CallStory[0];
    private LoopTallies tallies = new LoopTallies(_ -> {});
    private int next;

    @Setup
    public void open() {
        var random = new SplittableRandom(1);
        tallies = new LoopTallies(_ -> {});
        answered = new CallStory[endpoints];
        refused = new CallStory[endpoints];
        for (int i = 0; i < endpoints; i++) {
            Access access = access(i);
            answered[i] = new CallStory(new RequestId(i), null, 0, access, null, 0);
            answered[i].ended(Outcome.ANSWERED, random.nextLong(50_000, 50_000_000));
            refused[i] = new CallStory(new RequestId(i), null, 0, access, null, 0);
            refused[i].refused(Refused.of(Refusal.RATE_LIMITED));
            refused[i].ended(Outcome.REFUSED, 20_000);
        }
    }

    private static Access access(int endpoint) {
        String key = "%012d".formatted(endpoint);
        var table = new AccessTable();
        table.apply(AccessEntry.newBuilder()
                .setKeyId(key)
                .setVersion(1)
                .setSecretSha256(ByteString.copyFrom(new byte[32]))
                .setEndpointId(new UUID(7, endpoint).toString())
                .setTenantId("tenant")
                .setTargetId("pool")
                .setNetwork("devnet")
                .build());
        return Objects.requireNonNull(table.find(new KeyId(key)));
    }

    private int turn() {
        next = next + 1 < endpoints ? next + 1 : 0;
        return next;
    }

    @Benchmark
    public void answered() {
        tallies.accept(answered[turn()]);
    }

    @Benchmark
    public void refused() {
        tallies.accept(refused[turn()]);
    }
}
