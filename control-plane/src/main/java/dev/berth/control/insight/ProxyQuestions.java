package dev.berth.control.insight;

import dev.berth.contract.v1.CallExplanation;
import dev.berth.contract.v1.CallQuestion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What proxies that tell this control plane of calls are asked about single ones. Some questions are under way at a time, and none for long. */
public final class ProxyQuestions {
    private static final int AT_ONCE = 16;

    private final Duration patience;
    private final Semaphore room = new Semaphore(AT_ONCE, true);
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();

    public ProxyQuestions() {
        this(Duration.ofSeconds(2));
    }

    /** @param patience with the proxies, all together */
    ProxyQuestions(Duration patience) {
        this.patience = patience;
    }

    /**
     * What the proxies said.
     *
     * @param known what one of them remembers, as JSON; empty: none that answered does
     * @param asked how many were
     * @param silent how many of these did not answer in time
     */
    public record Answer(Optional<String> known, int asked, int silent) {}

    /** A proxy that is there, and what it has yet to answer. */
    static final class Stream {
        private final Map<Long, BlockingQueue<String>> waiting = new ConcurrentHashMap<>();
        private final Consumer<CallQuestion> say;

        private Stream(Consumer<CallQuestion> say) {
            this.say = say;
        }

        void answered(CallExplanation answer) {
            BlockingQueue<String> asker = waiting.remove(answer.getNumber());
            if (asker != null) asker.add(answer.getJson());
        }
    }

    /** A proxy has come. */
    Stream came(Consumer<CallQuestion> say) {
        var stream = new Stream(say);
        streams.add(stream);
        return stream;
    }

    void left(Stream stream) {
        streams.remove(stream);
    }

    /** Asks all proxies, and waits for the first that knows the call, for all, or until patience is over. Blocks. */
    public Answer ask(long requestId) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            if (!room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) return new Answer(Optional.empty(), 0, 0);
            try {
                return ask(Set.copyOf(streams), requestId, deadline);
            } finally {
                room.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(Optional.empty(), 0, 0);
        }
    }

    private Answer ask(Set<Stream> proxies, long requestId, long deadline) throws InterruptedException {
        long number = numbers.incrementAndGet();
        var answers = new LinkedBlockingQueue<String>();
        try {
            for (Stream proxy : proxies) {
                proxy.waiting.put(number, answers);
                proxy.say.accept(CallQuestion.newBuilder()
                        .setNumber(number)
                        .setRequestId(requestId)
                        .build());
            }
            for (int heard = 0; heard < proxies.size(); heard++) {
                String json = answers.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (json == null) return new Answer(Optional.empty(), proxies.size(), proxies.size() - heard);
                if (!json.isEmpty()) return new Answer(Optional.of(json), proxies.size(), 0);
            }
            return new Answer(Optional.empty(), proxies.size(), 0);
        } finally {
            for (Stream proxy : proxies) proxy.waiting.remove(number);
        }
    }
}
