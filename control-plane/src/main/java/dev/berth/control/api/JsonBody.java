package dev.berth.control.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Locale;

/** Bodies of requests, read strictly: no key twice, nothing behind the document, no deep nesting. */
final class JsonBody {
    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(50)
                            .maxNumberLength(50)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonBody() {}

    /** The body as JSON; missing when there is none. */
    static JsonNode read(RawRequest request) {
        if (request.body().length() == 0) return MissingNode.getInstance();
        String contentType = request.headers().getOrDefault("content-type", "none");
        if (!contentType.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?"))
            throw Problem.notJson(contentType).exception();
        try {
            return STRICT.readTree(request.body().getBytes());
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw Problem.malformed("The body is not JSON" + where + ": " + e.getOriginalMessage())
                    .exception();
        } catch (IOException e) {
            throw Problem.malformed("The body is not JSON: " + e.getMessage()).exception();
        }
    }
}
