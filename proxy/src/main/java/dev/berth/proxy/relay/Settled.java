package dev.berth.proxy.relay;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.jsonrpc.Dialect;
import dev.berth.proxy.jsonrpc.Item;
import dev.berth.proxy.jsonrpc.Refused;
import dev.berth.proxy.jsonrpc.Slice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One item after all that happens to it, before it is counted.
 *
 * @param id what the answer echoes
 * @param answer as its caller sees it; empty for a notification
 * @param rest what of the answer is still to come; null: nothing
 * @param status of a response that is nothing but this answer
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
record Settled(
        Outcome outcome,
        String sku,
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
        return new Settled(Outcome.REFUSED, sku, bytesIn, id, heard, dialect.status(why), why.retryAfter(), null);
    }

    /** An item that Berth itself answers. */
    static Settled refused(Outcome outcome, String sku, Dialect dialect, Item item, Refused refused) {
        byte[] heard = dialect.isNotification(item) ? NOTHING : dialect.refusal(item.id(), refused);
        return new Settled(
                outcome, sku, item.bytes(), item.id(), heard, dialect.status(refused), refused.retryAfter(), null);
    }
}
