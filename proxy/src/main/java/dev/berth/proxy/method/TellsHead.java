package dev.berth.proxy.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.berth.contract.v1.HeadPoll;
import dev.berth.proxy.jsonrpc.Slice;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A method whose results tell how far a node is.
 *
 * @param params what a call's parameters begin with for that
 */
public record TellsHead(JsonNode params, HeightAt height) {
    private static final ObjectReader JSON = new ObjectMapper().reader();

    static TellsHead of(HeadPoll told) {
        try {
            return new TellsHead(JSON.readTree(told.getParamsJson()), HeightAt.of(told));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "parameters of a head: " + told.getParamsJson() + " (expected: a JSON array)", e);
        }
    }

    /** The height that the result of a call with these parameters tells; empty when it tells none. */
    public OptionalLong in(@Nullable Slice asked, Slice result) {
        return params.isEmpty() || beginWith(asked) ? height.in(result) : OptionalLong.empty();
    }

    private boolean beginWith(@Nullable Slice asked) {
        if (asked == null) return false;
        try {
            JsonNode all = JSON.readTree(asked.text(), asked.from(), asked.length());
            for (int i = 0; i < params.size(); i++) {
                if (!params.get(i).equals(all.path(i))) return false;
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
