package dev.berth.control.insight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.control.database.Database;
import dev.berth.control.endpoint.Endpoint;
import dev.berth.control.endpoint.Endpoints;
import dev.berth.control.feed.Proxies;
import dev.berth.control.tenant.Scope;
import java.util.HexFormat;
import java.util.Optional;

/** Finds out what became of a call, from the proxy that relayed it, for those who may know of its endpoint. */
public final class ExplainCall {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database database;
    private final ProxyQuestions questions;

    public ExplainCall(Database database, ProxyQuestions questions) {
        this.database = database;
        this.questions = questions;
    }

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * A proxy remembers it.
         *
         * @param told as the proxy's operator is told
         */
        record Known(Endpoint endpoint, JsonNode told) implements Outcome {}

        /** All were asked and none remembers it, or it is another tenant's. */
        record NotRemembered(int asked, int elsewhere) implements Outcome {}

        /** Some did not answer in time, so that they may remember it. */
        record NotHeard(int asked, int silent) implements Outcome {}
    }

    /** @param requestId 16 hexadecimal digits */
    public Outcome explain(Scope scope, String requestId) {
        ProxyQuestions.Answer answer = questions.ask(HexFormat.fromHexDigitsToLong(requestId));
        Optional<JsonNode> told = answer.known().map(ExplainCall::read);
        Optional<Endpoint> endpoint = told.flatMap(call -> scope.in(
                database,
                tx -> Endpoints.find(tx, scope, call.path("endpointId").asText())));
        if (endpoint.isPresent()) return new Outcome.Known(endpoint.get(), told.orElseThrow());
        if (answer.silent() > 0) return new Outcome.NotHeard(answer.asked(), answer.silent());
        int connected = database.asPlatform(tx ->
                (int) Proxies.all(tx).stream().filter(Proxies.Proxy::connected).count());
        return new Outcome.NotRemembered(answer.asked(), Math.max(0, connected - answer.asked()));
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a proxy explained a call in no JSON", e);
        }
    }
}
