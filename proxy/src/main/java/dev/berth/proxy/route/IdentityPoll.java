package dev.berth.proxy.route;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.berth.proxy.jsonrpc.Slice;
import java.io.IOException;

/** What proves that a node is on a network's chain: a call, and what stands in its result. */
public record IdentityPoll(String method, String params, JsonPointer pointer, JsonNode expect) {
    private static final ObjectReader JSON = new ObjectMapper().reader();

    static IdentityPoll of(dev.berth.contract.v1.IdentityPoll poll) {
        try {
            return new IdentityPoll(
                    poll.getMethod(),
                    poll.getParamsJson().isEmpty() ? "[]" : poll.getParamsJson(),
                    JsonPointer.compile(poll.getResultPointer()),
                    JSON.readTree(poll.getExpectJson()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "what identity poll " + poll.getMethod() + " expects: " + poll.getExpectJson()
                            + " (expected: JSON)",
                    e);
        }
    }

    /** Why a node that answers this is on another chain; empty when it is not. */
    public String mismatch(Slice result) {
        try {
            JsonNode said =
                    JSON.readTree(result.text(), result.from(), result.length()).at(pointer);
            return said.equals(expect)
                    ? ""
                    : "is on another chain: " + method + " says " + said + " (expected: " + expect + ")";
        } catch (IOException e) {
            return "answers " + method + " with what is not JSON";
        }
    }
}
