package dev.berth.proxy.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** An issuer of tokens with one key. */
public record TestIssuer(String algorithm, PublicJsonWebKey key) {
    public static TestIssuer of(String algorithm, String keyId) {
        try {
            PublicJsonWebKey key = switch (algorithm) {
                case "RS256", "RS512", "PS256" -> RsaJwkGenerator.generateJwk(2_048);
                case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
                case "ES384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
                case "EdDSA" -> OkpJwkGenerator.generateJwk("Ed25519");
                default -> throw new IllegalArgumentException(algorithm);
            };
            key.setKeyId(keyId);
            return new TestIssuer(algorithm, key);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public keys, as a document. */
    public static String jwks(TestIssuer... issuers) {
        return new JsonWebKeySet(
                        Arrays.stream(issuers).<JsonWebKey>map(TestIssuer::key).toList())
                .toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    /** A token of half an hour. */
    public String token(Map<String, Object> claims) {
        return token(claims, Instant.now().plus(Duration.ofMinutes(30)));
    }

    public String token(Map<String, Object> claims, Instant end) {
        var all = new JwtClaims();
        all.setExpirationTime(NumericDate.fromSeconds(end.getEpochSecond()));
        claims.forEach(all::setClaim);
        return signed(all);
    }

    public String signed(JwtClaims claims) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
