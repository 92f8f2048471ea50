package dev.berth.proxy.route;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.berth.proxy.jsonrpc.Item;
import dev.berth.proxy.jsonrpc.Slice;
import java.io.IOException;
import java.util.OptionalLong;

/** How a network's nodes are asked for their height. */
public record HeadPoll(String method, String params, JsonPointer pointer, boolean hex) {
    private static final ObjectReader JSON = new ObjectMapper().reader();

    static HeadPoll of(dev.berth.contract.v1.HeadPoll poll) {
        boolean hex = switch (poll.getEncoding()) {
            case HEX_QUANTITY -> true;
            case DECIMAL -> false;
            case ENCODING_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("encoding of head poll " + poll.getMethod() + ": "
                        + poll.getEncoding() + " (expected: HEX_QUANTITY or DECIMAL)");
        };
        return new HeadPoll(
                poll.getMethod(),
                poll.getParamsJson().isEmpty() ? "[]" : poll.getParamsJson(),
                JsonPointer.compile(poll.getResultPointer()),
                hex);
    }

    /** Whether a tenant's call is this very question. */
    boolean isAskedBy(Item.Call call) {
        return method.equals(call.method())
                && (call.params() == null || call.params().toString().equals(params));
    }

    /** The height in a result; empty when the result is not what a head looks like. */
    public OptionalLong height(Slice result) {
        try {
            JsonNode value =
                    JSON.readTree(result.text(), result.from(), result.length()).at(pointer);
            if (!hex) return value.canConvertToLong() ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
            String text = value.asText();
            return text.startsWith("0x")
                    ? OptionalLong.of(Long.parseLong(text, 2, text.length(), 16))
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
