package dev.berth.control.issuer;

import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;

/** An issuer's public keys as a document (RFC 7517) that holds nothing but what RS256, ES256 and EdDSA need. */
public record IssuerKeys(String jwks) {
    private static final int MOST = 20;
    private static final int SHORTEST_RSA_BITS = 2_048;

    /** What a document is good for. */
    public sealed interface Checked {}

    public record Usable(IssuerKeys keys) implements Checked {}

    public record Unusable(String reason) implements Checked {}

    /** Keys for something else are left out, as issuers publish them beside; private and secret ones are refused. */
    public static Checked check(String document) {
        List<JsonWebKey> given;
        try {
            given = new JsonWebKeySet(document).getJsonWebKeys();
        } catch (JoseException | RuntimeException e) { // the library casts what it reads
            return new Unusable("no JSON Web Key Set (expected: {\"keys\": [...]})");
        }
        List<JsonWebKey> usable = new ArrayList<>();
        for (JsonWebKey key : given) {
            if (!(key instanceof PublicJsonWebKey pair))
                return new Unusable("holds a shared secret (expected: public keys)");
            if (pair.getPrivateKey() != null) return new Unusable("holds a private key (expected: public keys)");
            if (verifies(pair)) usable.add(pair);
        }
        if (usable.isEmpty() || usable.size() > MOST)
            return new Unusable(usable.size() + " keys for RS256 of " + SHORTEST_RSA_BITS
                    + " bits or more, ES256 or EdDSA (expected: 1 to " + MOST + ")");
        return new Usable(new IssuerKeys(new JsonWebKeySet(usable).toJson(OutputControlLevel.PUBLIC_ONLY)));
    }

    private static boolean verifies(PublicJsonWebKey key) {
        if (key.getUse() != null && !key.getUse().equals("sig")) return false;
        return switch (key) {
            case RsaJsonWebKey rsa ->
                isFor(rsa, "RS256")
                        && ((RSAPublicKey) rsa.getPublicKey()).getModulus().bitLength() >= SHORTEST_RSA_BITS;
            case EllipticCurveJsonWebKey ec ->
                isFor(ec, "ES256") && ec.getCurveName().equals("P-256");
            case OctetKeyPairJsonWebKey okp ->
                isFor(okp, "EdDSA") && okp.getSubtype().equals("Ed25519");
            default -> false;
        };
    }

    private static boolean isFor(JsonWebKey key, String algorithm) {
        return key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
    }
}
