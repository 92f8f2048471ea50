package dev.berth.proxy.jsonrpc;

import static dev.berth.proxy.jsonrpc.Bytes.ascii;

import dev.berth.contract.v1.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC as Bitcoin Core and its kin speak it: {@code error} is always there, {@code jsonrpc} never, parameters may have
 * names, a request without an id is answered, and HTTP's status tells errors apart.
 */
public final class Bitcoin10 implements Dialect {
    private static final Slice NO_PARAMS = Slice.of("[]");
    private static final byte[] RESULT = ascii("{\"result\":");
    private static final byte[] NO_ERROR_ID = ascii(",\"error\":null,\"id\":");
    private static final byte[] NO_RESULT_ERROR = ascii("{\"result\":null,\"error\":");
    private static final byte[] ID = ascii(",\"id\":");
    private static final byte[] PARAMS = ascii(",\"params\":");
    private static final byte[] END = ascii("}");
    private static final byte[] END_LINE = ascii("}\n");

    @Override
    public @Nullable Refused fault(Item.Call call) {
        Slice params = call.params();
        boolean wellFormed = params == null || params.isNull() || params.first() == '[' || params.first() == '{';
        return wellFormed ? null : Refused.of(Refusal.INVALID_REQUEST, "params must be an array or object");
    }

    @Override
    public boolean isNotification(Item item) {
        return false;
    }

    /** Anything, as the node itself: its command-line client names none. */
    @Override
    public boolean accepts(@Nullable String contentType) {
        return true;
    }

    @Override
    public byte[] request(long id, String method, @Nullable Slice params) {
        Slice sent = params == null || params.isNull() ? NO_PARAMS : params;
        return Bytes.concat(
                ascii("{\"id\":" + id + ",\"method\":"), Slice.of(Escapes.quote(method)), PARAMS, sent, END);
    }

    @Override
    public byte[] answer(@Nullable Slice id, Answer.Result result) {
        return Bytes.concat(RESULT, result.value(), NO_ERROR_ID, orNull(id), END_LINE);
    }

    @Override
    public byte[] beforeResult(@Nullable Slice id) {
        return RESULT;
    }

    @Override
    public byte[] afterResult(@Nullable Slice id) {
        return Bytes.concat(NO_ERROR_ID, orNull(id), END_LINE);
    }

    @Override
    public byte[] answer(@Nullable Slice id, Answer.Failure failure) {
        return Bytes.concat(NO_RESULT_ERROR, failure.error(), ID, orNull(id), END_LINE);
    }

    @Override
    public byte[] refusal(@Nullable Slice id, Refused refused) {
        return Bytes.concat(NO_RESULT_ERROR, refused.json(), ID, orNull(id), END_LINE);
    }

    @Override
    public int status(int nodeStatus) {
        return nodeStatus;
    }

    /** As the node does it, where the table has no status of its own. */
    @Override
    public int status(Refused refused) {
        if (refused.httpStatus() != 200) return refused.httpStatus();
        return switch (refused.code()) {
            case -32600 -> 400;
            case -32601 -> 404;
            default -> 500;
        };
    }

    private static Slice orNull(@Nullable Slice id) {
        return id == null ? Slice.NULL : id;
    }
}
