package dev.berth.control.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What deliveries are signed with, as Standard Webhooks lays it down: HMAC-SHA-256 over id, time and body with a dot between. Not
 * printed: its text is asked for by name.
 */
public final class SigningSecret {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;

    private final byte[] key;

    private SigningSecret(byte[] key) {
        this.key = key;
    }

    /** Makes one that nobody has. */
    public static SigningSecret random() {
        byte[] key = new byte[BYTES];
        RANDOM.nextBytes(key);
        return new SigningSecret(key);
    }

    /** Reads {@link #text}. */
    public static SigningSecret parse(String text) {
        if (!text.startsWith(PREFIX))
            throw new IllegalArgumentException("signing secret (expected: " + PREFIX + "...)");
        return new SigningSecret(Base64.getDecoder().decode(text.substring(PREFIX.length())));
    }

    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /** One signature: {@code v1,...}. */
    public String sign(String id, long epochSecond, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] signed = (id + "." + epochSecond + "." + body).getBytes(StandardCharsets.UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
