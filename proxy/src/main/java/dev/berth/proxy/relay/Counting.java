package dev.berth.proxy.relay;

import dev.berth.contract.v1.Outcome;
import dev.berth.contract.v1.Refusal;
import dev.berth.proxy.access.Access;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.jsonrpc.Dialect;
import dev.berth.proxy.jsonrpc.Item;
import dev.berth.proxy.jsonrpc.JsonRpc20;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.jsonrpc.Slice;
import dev.berth.proxy.meter.Meter;
import dev.berth.proxy.meter.MeterKey;
import dev.berth.proxy.relay.Admission.Admitted;
import dev.berth.proxy.upstream.LiveTarget;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts what has been settled, and only then makes a response of it. What could not be counted is not answered. */
final class Counting {
    private static final Dialect WITHOUT_TARGET = new JsonRpc20();
    private static final Refused NOT_COUNTED = Refused.of(Refusal.NOT_COUNTED);

    private final Meter meter;
    private final Consumer<CallStory> stories;
    private final LongSupplier nanos;

    /** @param stories is told of each item that has been counted, on the event loop */
    Counting(Meter meter, Consumer<CallStory> stories, LongSupplier nanos) {
        this.meter = meter;
        this.stories = stories;
        this.nanos = nanos;
    }

    Response single(Admitted caller, Settled settled, int bytesIn) {
        return switch (count(caller, settled.story(), settled.outcome(), bytesIn)) {
            case Meter.NotCounted _ -> {
                if (settled.rest() != null) settled.rest().flow().end();
                yield notCounted(caller, settled.id());
            }
            case Meter.Cell cell ->
                response(settled.status(), settled.answer(), settled.retryAfter(), cell, settled.rest());
        };
    }

    /**
     * Answers in the order of the items; none at all when nothing but notifications came. An answer that would make the body
     * longer than so many bytes is not given.
     */
    Response batch(Admitted caller, List<Settled> items, int mostBytes) {
        Buffer body = Buffer.buffer();
        List<Response.Part> parts = new ArrayList<>(items.size());
        for (Settled each : items) {
            boolean fits = body.length() + each.answer().length < mostBytes;
            Settled item = fits ? each : each.refused(dialect(caller), Refused.of(Refusal.RESPONSE_TOO_LARGE));
            byte[] answer = item.answer();
            switch (count(caller, item.story(), item.outcome(), item.bytesIn())) {
                case Meter.Cell cell -> parts.add(new Response.Part(cell, answer.length));
                case Meter.NotCounted _ -> {
                    if (answer.length > 0) answer = dialect(caller).refusal(item.id(), NOT_COUNTED);
                }
            }
            if (answer.length == 0) continue;
            body.appendByte((byte) (body.length() == 0 ? '[' : ',')).appendBytes(answer);
        }
        if (body.length() > 0) body.appendByte((byte) ']');
        return new Response(200, body, null, parts, null);
    }

    /** As geth answers it: a batch of one, with the first item's id. */
    Response batchTooLarge(Admitted caller, Item first, int bytesIn) {
        Refused refused = Refused.of(Refusal.BATCH_TOO_LARGE);
        return switch (count(caller, story(caller, refused), Outcome.INVALID, bytesIn)) {
            case Meter.NotCounted _ -> notCounted(caller, null);
            case Meter.Cell cell -> {
                byte[] one = dialect(caller).refusal(first.id(), refused);
                byte[] body =
                        Buffer.buffer("[").appendBytes(one).appendString("]").getBytes();
                yield response(200, body, null, cell, null);
            }
        };
    }

    /** A body that is refused as one, before or instead of its items. */
    Response whole(Admitted caller, Outcome outcome, int bytesIn, Refused refused) {
        Dialect dialect = dialect(caller);
        return switch (count(caller, story(caller, refused), outcome, bytesIn)) {
            case Meter.NotCounted _ -> notCounted(caller, null);
            case Meter.Cell cell ->
                response(dialect.status(refused), dialect.refusal(null, refused), refused.retryAfter(), cell, null);
        };
    }

    private static CallStory story(Admitted caller, Refused refused) {
        CallStory story = caller.story(0);
        story.refused(refused);
        return story;
    }

    private Meter.Counted count(Admitted caller, CallStory story, Outcome outcome, int bytesIn) {
        Access access = caller.access();
        Meter.Counted counted =
                meter.count(new MeterKey(access.key(), access.network(), story.sku()), outcome, bytesIn);
        boolean isCounted = counted instanceof Meter.Cell;
        if (!isCounted) story.refused(NOT_COUNTED);
        story.ended(isCounted ? outcome : Outcome.FAILED, nanos.getAsLong());
        stories.accept(story);
        return counted;
    }

    private static Response notCounted(Admitted caller, @Nullable Slice id) {
        Dialect dialect = dialect(caller);
        return new Response(
                dialect.status(NOT_COUNTED),
                Buffer.buffer(dialect.refusal(id, NOT_COUNTED)),
                NOT_COUNTED.retryAfter(),
                List.of(),
                null);
    }

    private static Response response(
            int status, byte[] body, @Nullable Duration retryAfter, Meter.Cell cell, @Nullable LongAnswer rest) {
        var part = new Response.Part(cell, body.length);
        return new Response(status, asItIs(body), retryAfter, List.of(part), rest);
    }

    /** Without a copy: nobody else has these bytes. */
    private static Buffer asItIs(byte[] body) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(body));
    }

    private static Dialect dialect(Admitted caller) {
        LiveTarget target = caller.target();
        return target == null
                ? WITHOUT_TARGET
                : target.target().network().methods().dialect();
    }
}
