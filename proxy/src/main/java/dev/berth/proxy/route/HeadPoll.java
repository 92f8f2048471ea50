package dev.berth.proxy.route;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/** How a network's nodes are asked for their height. */
public record HeadPoll(String method, String params, JsonPointer pointer, boolean hex) {
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

    /** The height in a result; empty when the result is not what a head looks like. */
    public OptionalLong height(JsonNode result) {
        JsonNode value = result.at(pointer);
        try {
            if (!hex) return value.canConvertToLong() ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
            String text = value.asText();
            return text.startsWith("0x")
                    ? OptionalLong.of(Long.parseLong(text, 2, text.length(), 16))
                    : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
