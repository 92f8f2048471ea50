package dev.berth.host.probe;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A token as the Engine API of Ethereum wants it: HS256 over when it was made, which a client takes a minute before or after that. */
final class EngineToken {
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private EngineToken() {}

    static String of(byte[] secret, Instant now) {
        String signed = encoded(HEADER.getBytes(StandardCharsets.US_ASCII))
                + "."
                + encoded(("{\"iat\":" + now.getEpochSecond() + "}").getBytes(StandardCharsets.US_ASCII));
        return signed + "." + encoded(hmac(secret, signed));
    }

    private static byte[] hmac(byte[] secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
