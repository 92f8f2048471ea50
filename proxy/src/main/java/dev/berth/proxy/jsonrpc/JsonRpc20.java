package dev.berth.proxy.jsonrpc;

import static dev.berth.proxy.jsonrpc.Bytes.ascii;

import dev.berth.contract.v1.Refusal;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON-RPC 2.0 as geth speaks it. */
public final class JsonRpc20 implements Dialect {
    private static final Set<String> MEDIA_TYPES =
            Set.of("application/json", "application/json-rpc", "application/jsonrequest");
    private static final Slice NO_PARAMS = Slice.of("[]");
    private static final byte[] ID = ascii("{\"jsonrpc\":\"2.0\",\"id\":");
    private static final byte[] RESULT = ascii(",\"result\":");
    private static final byte[] ERROR = ascii(",\"error\":");
    private static final byte[] PARAMS = ascii(",\"params\":");
    private static final byte[] END = ascii("}");

    @Override
    public @Nullable Refused fault(Item.Call call) {
        if (!"2.0".equals(call.version())) return Refused.of(Refusal.INVALID_REQUEST, "jsonrpc is not \"2.0\"");
        Slice params = call.params();
        if (params == null || params.isNull() || params.first() == '[') return null;
        return Refused.of(Refusal.INVALID_PARAMS);
    }

    @Override
    public boolean isNotification(Item item) {
        return item instanceof Item.Call call && call.id() == null && "2.0".equals(call.version());
    }

    @Override
    public boolean accepts(@Nullable String contentType) {
        if (contentType == null) return false;
        int parameters = contentType.indexOf(';');
        String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return MEDIA_TYPES.contains(type.strip().toLowerCase(Locale.ROOT));
    }

    @Override
    public byte[] request(long id, String method, @Nullable Slice params) {
        Slice sent = params == null || params.isNull() ? NO_PARAMS : params;
        String head = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":";
        return Bytes.concat(ascii(head), Slice.of(Escapes.quote(method)), PARAMS, sent, END);
    }

    @Override
    public byte[] answer(@Nullable Slice id, Answer.Result result) {
        return Bytes.concat(ID, orNull(id), RESULT, result.value(), END);
    }

    @Override
    public byte[] beforeResult(@Nullable Slice id) {
        return Bytes.concat(ID, orNull(id), RESULT);
    }

    @Override
    public byte[] afterResult(@Nullable Slice id) {
        return END;
    }

    @Override
    public byte[] answer(@Nullable Slice id, Answer.Failure failure) {
        return Bytes.concat(ID, orNull(id), ERROR, failure.error(), END);
    }

    @Override
    public byte[] refusal(@Nullable Slice id, Refused refused) {
        return Bytes.concat(ID, orNull(id), ERROR, refused.json(), END);
    }

    @Override
    public int status(int nodeStatus) {
        return 200;
    }

    @Override
    public int status(Refused refused) {
        return refused.httpStatus();
    }

    private static Slice orNull(@Nullable Slice id) {
        return id == null ? Slice.NULL : id;
    }
}
