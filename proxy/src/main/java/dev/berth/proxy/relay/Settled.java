package dev.berth.proxy.relay;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.jsonrpc.Dialect;
import dev.berth.proxy.jsonrpc.Item;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.jsonrpc.Slice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One item after all that happens to it, before it is counted.
 *
 * @param story of how it came to this
 * @param id what the answer echoes
 * @param answer as its caller sees it; empty for a notification
 * @param rest what of the answer is still to come; null: nothing
 * @param status of a response that is nothing but this answer
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
record Settled(
        CallStory story,
        Outcome outcome,
        int bytesIn,
        @Nullable Slice id,
        byte[] answer,
        int status,
        @Nullable Duration retryAfter,
        @Nullable LongAnswer rest) {
    private static final byte[] NOTHING = {};

    /** The same item, whose answer is not given after all. */
    Settled refused(Dialect dialect, Refused why) {
        byte[] heard = answer.length == 0 ? NOTHING : dialect.refusal(id, why);
        story.refused(why);
        return new Settled(story, Outcome.REFUSED, bytesIn, id, heard, dialect.status(why), why.retryAfter(), null);
    }

    /** An item that Berth itself answers. */
    static Settled refused(CallStory story, Outcome outcome, Dialect dialect, Item item, Refused refused) {
        byte[] heard = dialect.isNotification(item) ? NOTHING : dialect.refusal(item.id(), refused);
        story.refused(refused);
        return new Settled(
                story, outcome, item.bytes(), item.id(), heard, dialect.status(refused), refused.retryAfter(), null);
    }
}
