package dev.berth.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Calls at a constant pace, each to the next of some URLs, whether those before were answered or not; counted by status. */
final class SteadyCalls implements AutoCloseable {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}";
    private static final int MOST_UNANSWERED = 512;
    private static final int NO_ANSWER = 0;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(MOST_UNANSWERED);
    private final Thread pacer;
    private volatile List<URI> to;
    private volatile boolean stopped;

    SteadyCalls(int perSecond, List<URI> to) {
        this.to = List.copyOf(to);
        this.pacer = Thread.ofPlatform().daemon().start(() -> run(perSecond));
    }

    private void run(int perSecond) {
        long interval = Duration.ofSeconds(1).toNanos() / perSecond;
        long due = System.nanoTime();
        for (long i = 0; !stopped; i++) {
            due += interval;
            LockSupport.parkNanos(due - System.nanoTime());
            room.acquireUninterruptibly();
            List<URI> urls = to;
            var request = HttpRequest.newBuilder(urls.get((int) (i % urls.size())))
                    .timeout(Duration.ofSeconds(30))
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString(CALL))
                    .build();
            var _ = http.sendAsync(request, BodyHandlers.ofString()).whenComplete((answer, _) -> {
                room.release();
                int status = answer == null ? NO_ANSWER : answer.statusCode();
                answers.computeIfAbsent(status, _ -> new LongAdder()).increment();
            });
        }
    }

    /** From now on calls go there; those under way are answered from where they went. */
    void goTo(List<URI> others) {
        to = List.copyOf(others);
    }

    /** How many answers of each status there were until now; 0: none came. */
    Map<Integer, Long> answers() {
        var now = new TreeMap<Integer, Long>();
        answers.forEach((status, count) -> now.put(status, count.sum()));
        return now;
    }

    long answered(int status) {
        return answers().getOrDefault(status, 0L);
    }

    /** Makes no more calls and waits for the answers to those that were made. */
    Map<Integer, Long> drain() throws InterruptedException {
        stopped = true;
        pacer.join();
        room.acquire(MOST_UNANSWERED);
        room.release(MOST_UNANSWERED);
        return answers();
    }

    @Override
    public void close() {
        stopped = true;
        http.shutdownNow();
    }
}
