package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.berth.control.endpoint.TokenTrust;
import dev.berth.control.issuer.FetchIssuerKeys;
import dev.berth.control.issuer.IssuerKeys;
import dev.berth.control.issuer.IssuerKeys.Checked;
import dev.berth.control.issuer.IssuerKeys.Unusable;
import dev.berth.control.issuer.IssuerKeys.Usable;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose tokens an endpoint trusts, as the API has it: {@code tokens}, null for nobody's. */
final class EndpointTokens {
    private EndpointTokens() {}

    /** What is wished; an issuer's keys are fetched for it, so that whoever wishes hears what is wrong with them. */
    static @Nullable TokenTrust read(JsonNode tokens, FetchIssuerKeys fetch) {
        if (tokens.isNull()) return null;
        if (tokens.has("jwks") == tokens.has("jwksUrl"))
            throw refused("/tokens/jwks", "jwks and jwksUrl: both or neither (expected: exactly one of them)");
        String url = tokens.has("jwksUrl") ? tokens.get("jwksUrl").asText() : null;
        if (url == null) return given(tokens);
        return trust(tokens, url, "/tokens/jwksUrl", fetched(url, fetch));
    }

    /** What is wished, with the keys in it: nobody is asked while an endpoint is being made. */
    static TokenTrust given(JsonNode tokens) {
        if (!tokens.has("jwks") || tokens.has("jwksUrl"))
            throw refused(
                    "/tokens/jwksUrl",
                    (tokens.has("jwksUrl") ? "a URL" : "no keys")
                            + " (expected: jwks; an endpoint that is there can be changed to have keys fetched from a"
                            + " URL)");
        return trust(
                tokens,
                null,
                "/tokens/jwks",
                IssuerKeys.check(tokens.get("jwks").toString()));
    }

    private static TokenTrust trust(JsonNode tokens, @Nullable String url, String place, Checked checked) {
        return switch (checked) {
            case Usable(IssuerKeys keys) ->
                new TokenTrust(
                        keys,
                        url,
                        tokens.path("issuer").asText(""),
                        tokens.path("audience").asText(""),
                        tokens.path("required").asBoolean(false));
            case Unusable(String reason) -> throw refused(place, reason);
        };
    }

    private static Checked fetched(String url, FetchIssuerKeys fetch) {
        try {
            return fetch.fetch(URI.create(url));
        } catch (IllegalArgumentException e) {
            return new Unusable("\"" + url + "\" (expected: https://host/path)");
        }
    }

    private static ProblemException refused(String place, String reason) {
        return Problem.unprocessable(List.of(FieldError.of(place, reason))).exception();
    }

    static void put(ObjectNode view, @Nullable TokenTrust tokens) {
        if (tokens == null) {
            view.putNull("tokens");
            return;
        }
        view.putObject("tokens")
                .put("jwksUrl", tokens.url())
                .put("issuer", tokens.issuer())
                .put("audience", tokens.audience())
                .put("required", tokens.required())
                .putRawValue("jwks", new RawValue(tokens.keys().jwks()));
    }
}
