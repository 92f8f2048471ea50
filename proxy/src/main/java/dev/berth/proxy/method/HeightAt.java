package dev.berth.proxy.method;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import dev.berth.contract.v1.HeadPoll;
import dev.berth.proxy.jsonrpc.Slice;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where a height stands in a result, and whether it is written as Ethereum's quantities are. */
public record HeightAt(JsonPointer pointer, boolean hex) {
    private static final JsonFactory JSON = new JsonFactory();

    public static HeightAt of(HeadPoll poll) {
        boolean hex = switch (poll.getEncoding()) {
            case HEX_QUANTITY -> true;
            case DECIMAL -> false;
            case ENCODING_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("encoding of head poll " + poll.getMethod() + ": "
                        + poll.getEncoding() + " (expected: HEX_QUANTITY or DECIMAL)");
        };
        return new HeightAt(JsonPointer.compile(poll.getResultPointer()), hex);
    }

    /** The height in a result, read no further than needed; empty when it is not what a head looks like. */
    public OptionalLong in(Slice result) {
        try (JsonParser parser = JSON.createParser(result.text(), result.from(), result.length())) {
            JsonToken found = find(parser, parser.nextToken());
            if (!hex) {
                return found == JsonToken.VALUE_NUMBER_INT
                        ? OptionalLong.of(parser.getLongValue())
                        : OptionalLong.empty();
            }
            String text = found == JsonToken.VALUE_STRING ? parser.getText() : "";
            return text.startsWith("0x")
                    ? OptionalLong.of(Long.parseLong(text, 2, text.length(), 16))
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private @Nullable JsonToken find(JsonParser parser, JsonToken first) throws IOException {
        JsonToken token = first;
        for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
            if (token != JsonToken.START_OBJECT) return null;
            do {
                if (parser.nextToken() != JsonToken.FIELD_NAME) return null;
                token = parser.nextToken();
                if (at.getMatchingProperty().equals(parser.currentName())) break;
                parser.skipChildren();
            } while (true);
        }
        return token;
    }
}
