package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.UsageProblem;
import dev.berth.cli.installation.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose tokens (JWT) open an endpoint. */
final class TokenTrustOptions {
    @Option(names = "--tokens-jwks", paramLabel = "FILE", description = "Trust tokens signed with these keys (JWKS)")
    private @Nullable Path jwks;

    @Option(
            names = "--tokens-jwks-url",
            paramLabel = "URL",
            description = "Trust tokens signed with the keys that an issuer publishes there")
    private @Nullable String jwksUrl;

    @Option(names = "--tokens-issuer", paramLabel = "TEXT", description = "What iss of a token must be")
    private @Nullable String issuer;

    @Option(names = "--tokens-audience", paramLabel = "TEXT", description = "What aud of a token must have")
    private @Nullable String audience;

    @Option(names = "--tokens-required", description = "A key alone opens nothing: a token must come with it")
    private boolean required;

    @Option(names = "--no-tokens", description = "Trust nobody's tokens any more")
    private boolean none;

    ObjectNode in(ObjectNode body) {
        if (none) return body.putNull("tokens");
        if (jwks == null && jwksUrl == null) {
            if (issuer != null || audience != null || required)
                throw new UsageProblem("--tokens-...: no keys (expected: --tokens-jwks or --tokens-jwks-url too)");
            return body;
        }
        ObjectNode tokens = body.putObject("tokens").put("required", required);
        if (jwks != null) tokens.set("jwks", read(jwks));
        if (jwksUrl != null) tokens.put("jwksUrl", jwksUrl);
        if (issuer != null) tokens.put("issuer", issuer);
        if (audience != null) tokens.put("audience", audience);
        return body;
    }

    private static JsonNode read(Path file) {
        try {
            return Json.MAPPER.readTree(file.toFile());
        } catch (IOException e) {
            throw new UsageProblem(file + ": cannot be read (expected: a JSON Web Key Set)");
        }
    }
}
