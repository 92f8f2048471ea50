package dev.berth.bench;

import dev.berth.proxy.jsonrpc.Answer;
import dev.berth.proxy.jsonrpc.AnswerScan;
import dev.berth.proxy.jsonrpc.Body;
import dev.berth.proxy.jsonrpc.RequestScan;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read a request and an answer as strictly as they are read. With {@code -prof gc}, what is allocated. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ScanBenchmark {
    private static final int MOST_ITEMS = 1_000;
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_getBalance\",\"params\":"
            + "[\"0x407d73d8a49eeb85d32cf465507dd71d507100c1\",\"latest\"]}";
    private static final String LOG = "{\"address\":\"0x407d73d8a49eeb85d32cf465507dd71d507100c1\",\"topics\":[\"0x"
            + "ab".repeat(32) + "\"],\"data\":\"0x" + "cd".repeat(64)
            + "\",\"blockNumber\":\"0x1b4\",\"logIndex\":\"0x1\",\"removed\":false}";

    private final byte[] call = bytes(CALL);
    private final byte[] batchOfTen = bytes("[" + String.join(",", Collections.nCopies(10, CALL)) + "]");
    private final byte[] smallAnswer = answer("\"0x234c8a3397aab58\"");
    private final byte[] logs = answer("[" + String.join(",", Collections.nCopies(256, LOG)) + "]");
    private final byte[] oneString = answer("\"0x" + "ab".repeat(50_000) + "\"");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] answer(String result) {
        return bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}");
    }

    @Benchmark
    public Body readsACall() {
        return RequestScan.of(call, MOST_ITEMS);
    }

    @Benchmark
    public Body readsABatchOfTen() {
        return RequestScan.of(batchOfTen, MOST_ITEMS);
    }

    @Benchmark
    public Answer readsASmallAnswer() {
        return AnswerScan.of(smallAnswer, 1);
    }

    @Benchmark
    public Answer reads100KilobytesOfLogs() {
        return AnswerScan.of(logs, 1);
    }

    @Benchmark
    public Answer reads100KilobytesOfOneString() {
        return AnswerScan.of(oneString, 1);
    }
}
