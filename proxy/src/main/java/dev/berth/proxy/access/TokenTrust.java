package dev.berth.proxy.access;

import java.time.Instant;
import java.util.HexFormat;
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
 * secret. Two are the same when they were told the same: what was verified by one holds for no other.
 */
public final class TokenTrust {
    private static final AlgorithmConstraints ALGORITHMS =
            new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "RS256", "ES256", "EdDSA");
    private static final int LEEWAY_SECONDS = 30;
    static final int LONGEST_TOKEN = 8_192;

    private final List<JsonWebKey> keys;
    private final String issuer;
    private final String audience;
    private final boolean required;
    private final String sha256;

    private TokenTrust(dev.berth.contract.v1.TokenTrust told) {
        this.keys = keys(told.getJwksJson());
        this.issuer = told.getIssuer();
        this.audience = told.getAudience();
        this.required = told.getRequired();
        this.sha256 = HexFormat.of().formatHex(Sha256.of(told.toByteArray()));
    }

    /** Keys that cannot be read verify nothing. */
    static TokenTrust of(dev.berth.contract.v1.TokenTrust told) {
        return new TokenTrust(told);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenTrust trust && trust.sha256.equals(sha256);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
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
        if (keys.isEmpty()) return null;
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
