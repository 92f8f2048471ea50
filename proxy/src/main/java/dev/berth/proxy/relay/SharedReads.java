package dev.berth.proxy.relay;

import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.RequestId;
import dev.berth.proxy.jsonrpc.Item;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.method.Method;
import dev.berth.proxy.route.TargetId;
import dev.berth.proxy.upstream.LiveTarget;
import dev.berth.proxy.upstream.Room;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Identical reads that are on their way at the same time: one is put to a member, and all hear what it hears, each under its
 * own id and each of them counted. Nobody joins a read that began before somebody was told of a newer block or of a write's
 * success: what it hears may be older than that. Whoever came first may leave; whoever came later asks anew when the first got
 * no answer, since it may have more time left. Lives on one event loop.
 */
final class SharedReads {
    private static final int LONGEST_PARAMS = 4_096;

    private final Map<Read, Asked> asked = new HashMap<>();

    /** A read on its way, and the request that it was first asked for. */
    private record Asked(Future<Ending> ending, RequestId by) {}

    /** What makes two reads the same: target and what is known of it, method, and parameters to the byte. */
    private static final class Read {
        private final TargetId target;
        private final long head;
        private final long writes;
        private final String method;
        private final byte[] text;
        private final int from;
        private final int to;
        private final int hash;

        Read(LiveTarget live, String method, Slice params) {
            this.target = live.target().id();
            this.head = live.safeHead().told();
            this.writes = live.writes().get();
            this.method = method;
            this.text = params.text();
            this.from = params.from();
            this.to = params.to();
            int sum = 31 * target.hashCode() + method.hashCode();
            for (int at = from; at < to; at++) sum = 31 * sum + text[at];
            this.hash = sum;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Read read
                    && hash == read.hash
                    && head == read.head
                    && writes == read.writes
                    && method.equals(read.method)
                    && target.equals(read.target)
                    && Arrays.equals(text, from, to, read.text, read.from, read.to);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /**
     * How the read ends; {@code ask} is called when nobody is asking the same now, or nothing came of it that can be shared.
     *
     * @param room for the answer, whoever asked for it
     */
    Future<Ending> ask(
            LiveTarget target,
            Method method,
            Item.Call call,
            Room room,
            CallStory story,
            Supplier<Future<Ending>> ask) {
        Slice params = call.params() == null ? Slice.NULL : call.params();
        boolean shareable = method.repeatable() && !method.write() && params.length() <= LONGEST_PARAMS;
        return shareable ? join(new Read(target, call.method(), params), room, story, ask) : ask.get();
    }

    private Future<Ending> join(Read read, Room room, CallStory story, Supplier<Future<Ending>> ask) {
        Asked before = asked.get(read);
        if (before == null) return first(read, story.request(), ask);
        story.joins(before.by);
        return before.ending.compose(ending -> switch (ending) {
            case Ending.WithResult with when room.hold(with.result().value().length()) -> before.ending;
            case Ending.WithResult _ when !room.flows() -> Future.succeededFuture(new Ending.TooLong());
            case Ending.WithFailure _ -> before.ending;
            default -> ask.get();
        });
    }

    private Future<Ending> first(Read read, RequestId by, Supplier<Future<Ending>> ask) {
        Future<Ending> asking = ask.get();
        if (asking.isComplete()) return asking;
        asked.put(read, new Asked(asking, by));
        return asking.onComplete(_ -> asked.remove(read));
    }
}
