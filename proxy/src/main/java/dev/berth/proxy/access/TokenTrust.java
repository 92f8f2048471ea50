package dev.berth.proxy.access;

import java.time.Instant;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens open an endpoint (RFC 7519): signed with one of these keys by one of three algorithms, none of which takes a shared
 * secret. Two are the same only when they are one object: what was verified by one holds for no other.
 */
public final class TokenTrust {
    private static final AlgorithmConstraints ALGORITHMS =
            new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "RS256", "ES256", "EdDSA");
    private static final int LEEWAY_SECONDS = 30;
    private static final int LONGEST_TOKEN = 8_192;

    private final List<JsonWebKey> keys;
    private final String issuer;
    private final String audience;
    private final boolean required;

    private TokenTrust(List<JsonWebKey> keys, String issuer, String audience, boolean required) {
        this.keys = keys;
        this.issuer = issuer;
        this.audience = audience;
        this.required = required;
    }

    /** Keys that cannot be read verify nothing. */
    static TokenTrust of(dev.berth.contract.v1.TokenTrust told) {
        return new TokenTrust(keys(told.getJwksJson()), told.getIssuer(), told.getAudience(), told.getRequired());
    }

    private static List<JsonWebKey> keys(String jwks) {
        try {
            return new JsonWebKeySet(jwks).getJsonWebKeys();
        } catch (JoseException | RuntimeException e) { // the library casts what it reads
            return List.of();
        }
    }

    /** Whether a key alone opens nothing. */
    boolean isRequired() {
        return required;
    }

    /** What the token allows now; null when it is no token of whom we trust, or not of this time. */
    @Nullable
    Claims verify(String token, Instant now) {
        if (keys.isEmpty() || token.length() > LONGEST_TOKEN) return null;
        var resolver = new JwksVerificationKeyResolver(keys);
        resolver.setDisambiguateWithVerifySignature(true);
        var consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setVerificationKeyResolver(resolver)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
                .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()));
        if (!issuer.isEmpty()) consumer.setExpectedIssuer(issuer);
        if (audience.isEmpty()) consumer.setSkipDefaultAudienceValidation();
        else consumer.setExpectedAudience(audience);
        try {
            JwtClaims claims = consumer.build().processToClaims(token);
            Instant end = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
            return Claims.of(claims, end.plusSeconds(LEEWAY_SECONDS));
        } catch (InvalidJwtException
                | MalformedClaimException
                | RuntimeException e) { // the library casts what it reads
            return null;
        }
    }
}
