package dev.berth.control.link;

import dev.berth.contract.v1.HostWire.Answer;
import dev.berth.contract.v1.HostWire.Cancel;
import dev.berth.contract.v1.HostWire.FromHost;
import dev.berth.contract.v1.HostWire.LogLine;
import dev.berth.contract.v1.HostWire.MoreLines;
import dev.berth.contract.v1.HostWire.Request;
import dev.berth.contract.v1.HostWire.ToHost;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One stream of one host: requests with their numbers, and the answers that belong to them. */
final class HostStream {
    private final StreamObserver<ToHost> out;
    private final LongSupplier nanos;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
    private volatile long heardAt;
    private volatile @Nullable String ended;

    HostStream(StreamObserver<ToHost> out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.heardAt = nanos.getAsLong();
    }

    /**
     * A request that waits for its answer.
     *
     * @param lines of a log, as far as they have come
     */
    record Asked(long id, CompletableFuture<Answer> answer, Consumer<String> progress, BlockingQueue<LogLine> lines) {}

    /** Asks; the answer completes with {@link StreamEnded} when the stream ends before it comes. */
    Asked ask(Request.Builder request, Consumer<String> progress) {
        long id = numbers.incrementAndGet();
        var waiting = new Asked(id, new CompletableFuture<>(), progress, new LinkedBlockingQueue<>());
        asked.put(id, waiting);
        send(ToHost.newBuilder().setRequest(request.setId(id)).build());
        String end = ended;
        if (end != null) noAnswer(waiting, end);
        return waiting;
    }

    /** Nobody waits for the answer any more. */
    void cancel(Asked waiting) {
        if (asked.remove(waiting.id()) == null) return;
        send(ToHost.newBuilder()
                .setCancel(Cancel.newBuilder().setId(waiting.id()))
                .build());
    }

    void more(Asked waiting, int lines) {
        send(ToHost.newBuilder()
                .setMore(MoreLines.newBuilder().setId(waiting.id()).setLines(lines))
                .build());
    }

    synchronized void send(ToHost message) {
        if (ended != null) return;
        try {
            out.onNext(message);
        } catch (IllegalStateException gone) {
            end("the stream is gone");
        }
    }

    /** Takes what is an answer or a part of one; whether it was. */
    boolean take(FromHost message) {
        heardAt = nanos.getAsLong();
        switch (message.getKindCase()) {
            case ANSWER -> {
                Asked waiting = asked.remove(message.getAnswer().getId());
                if (waiting != null) waiting.answer().complete(message.getAnswer());
            }
            case PROGRESS -> {
                Asked waiting = asked.get(message.getProgress().getId());
                if (waiting != null)
                    waiting.progress().accept(message.getProgress().getLine());
            }
            case LOG -> {
                Asked waiting = asked.get(message.getLog().getId());
                if (waiting != null) waiting.lines().add(message.getLog());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    long silentNanos() {
        return nanos.getAsLong() - heardAt;
    }

    boolean stands() {
        return ended == null;
    }

    /** Ends the stream, for a reason that the host is told; what waits for answers hears that none will come. */
    void end(String why) {
        synchronized (this) {
            if (ended != null) return;
            ended = why;
            try {
                out.onError(Status.UNAVAILABLE.withDescription(why).asRuntimeException());
            } catch (IllegalStateException gone) {
                // it had ended by itself
            }
        }
        List.copyOf(asked.values()).forEach(waiting -> noAnswer(waiting, why));
    }

    private void noAnswer(Asked waiting, String why) {
        asked.remove(waiting.id());
        waiting.answer().completeExceptionally(new StreamEnded(why));
    }

    /** No answer will come on this stream. */
    static final class StreamEnded extends RuntimeException {
        private static final long serialVersionUID = 1;

        StreamEnded(String why) {
            super(why);
        }
    }
}
