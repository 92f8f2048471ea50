package dev.berth.control.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.issuer.IssuerKeys.Unusable;
import dev.berth.control.issuer.IssuerKeys.Usable;
import java.util.List;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerKeysTest {
    static String jwks(JsonWebKey... keys) {
        return new JsonWebKeySet(List.of(keys)).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private static PublicJsonWebKey named(PublicJsonWebKey key, String id) {
        key.setKeyId(id);
        return key;
    }

    @Test
    void keysForTheThreeAlgorithmsAreTakenAndOthersLeftOut() throws JoseException {
        PublicJsonWebKey forEncryption = named(RsaJwkGenerator.generateJwk(2_048), "enc");
        forEncryption.setUse("enc");
        PublicJsonWebKey forAnother = named(RsaJwkGenerator.generateJwk(2_048), "ps");
        forAnother.setAlgorithm("PS256");
        var checked = IssuerKeys.check(jwks(
                named(RsaJwkGenerator.generateJwk(2_048), "rsa"),
                named(EcJwkGenerator.generateJwk(EllipticCurves.P256), "ec"),
                named(OkpJwkGenerator.generateJwk("Ed25519"), "ed"),
                named(RsaJwkGenerator.generateJwk(1_024), "short"),
                named(EcJwkGenerator.generateJwk(EllipticCurves.P384), "p384"),
                named(OkpJwkGenerator.generateJwk("X25519"), "x"),
                forEncryption,
                forAnother));
        assertThat(checked).isInstanceOf(Usable.class);
        assertThat(((Usable) checked).keys().jwks())
                .contains("\"rsa\"", "\"ec\"", "\"ed\"")
                .doesNotContain("\"short\"", "\"p384\"", "\"x\",", "\"enc\"", "\"ps\"");
    }

    @Test
    void privateAndSecretKeysAreRefused() throws JoseException {
        String pair = new JsonWebKeySet(EcJwkGenerator.generateJwk(EllipticCurves.P256))
                .toJson(OutputControlLevel.INCLUDE_PRIVATE);
        assertThat(IssuerKeys.check(pair)).isEqualTo(new Unusable("holds a private key (expected: public keys)"));
        String secret =
                new JsonWebKeySet(OctJwkGenerator.generateJwk(256)).toJson(OutputControlLevel.INCLUDE_SYMMETRIC);
        assertThat(IssuerKeys.check(secret)).isEqualTo(new Unusable("holds a shared secret (expected: public keys)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "[]",
                "{}",
                "{\"keys\":7}",
                "{\"keys\":[]}",
                "{\"keys\":[7]}",
                "{\"keys\":[{\"kty\":7}]}",
                "<html>"
            })
    void whatIsNoKeySetIsRefused(String document) {
        assertThat(IssuerKeys.check(document)).isInstanceOf(Unusable.class);
    }
}
