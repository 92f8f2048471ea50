package dev.berth.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** An issuer of tokens with one key pair, as tenants have it; and what somebody without the private key makes of it. */
record TokenIssuer(String algorithm, PublicJsonWebKey key) {
    static TokenIssuer es256(String keyId) throws JoseException {
        return of("ES256", EcJwkGenerator.generateJwk(EllipticCurves.P256), keyId);
    }

    static TokenIssuer rs256(String keyId) throws JoseException {
        return of("RS256", RsaJwkGenerator.generateJwk(2_048), keyId);
    }

    private static TokenIssuer of(String algorithm, PublicJsonWebKey key, String keyId) {
        key.setKeyId(keyId);
        return new TokenIssuer(algorithm, key);
    }

    static String jwks(TokenIssuer... issuers) {
        return new JsonWebKeySet(
                        Arrays.stream(issuers).<JsonWebKey>map(TokenIssuer::key).toList())
                .toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    /** A file that `--tokens-jwks` takes. */
    static Path jwksFile(Path folder, TokenIssuer... issuers) {
        try {
            return Files.writeString(folder.resolve("jwks.json"), jwks(issuers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JwtClaims claims(Instant end, Map<String, Object> claims) {
        var all = new JwtClaims();
        all.setExpirationTime(NumericDate.fromSeconds(end.getEpochSecond()));
        claims.forEach(all::setClaim);
        return all;
    }

    String token(JwtClaims claims) throws JoseException {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(algorithm);
        return signature.getCompactSerialization();
    }

    /** Signed with nothing. */
    String unsigned(JwtClaims claims) {
        return head("none") + "." + base64(claims.toJson()) + ".";
    }

    /** Signed with the public key, taken for a shared secret. */
    String signedWithThePublicKey(JwtClaims claims) throws Exception {
        String text = head("HS256") + "." + base64(claims.toJson());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getPublicKey().getEncoded(), "HmacSHA256"));
        byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private String head(String otherAlgorithm) {
        return base64("{\"alg\":\"" + otherAlgorithm + "\",\"kid\":\"" + key.getKeyId() + "\"}");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
