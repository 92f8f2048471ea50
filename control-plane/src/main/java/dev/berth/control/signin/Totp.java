package dev.berth.control.signin;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;

/** A secret shared with an authenticator, which makes a code of six digits of it every 30 s (RFC 6238, SHA-1). */
public final class Totp {
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int SECRET_BYTES = 20;
    private static final TimeBasedOneTimePasswordGenerator GENERATOR = new TimeBasedOneTimePasswordGenerator(STEP, 6);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] secret;

    Totp(byte[] secret) {
        this.secret = secret.clone();
    }

    static Totp random() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new Totp(secret);
    }

    byte[] secret() {
        return secret.clone();
    }

    /** The secret as people type it. */
    public String text() {
        return Base32.toBase32String(secret).replace("=", "");
    }

    /** The secret as authenticators read it from a picture. */
    public String uri(String email) {
        return "otpauth://totp/Berth:" + encoded(email) + "?secret=" + text() + "&issuer=Berth";
    }

    /** The code of the 30 s in which {@code at} lies. */
    String code(Instant at) {
        try {
            return GENERATOR.generateOneTimePasswordString(new SecretKeySpec(secret, "RAW"), at);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The number of the 30 s that the code is of: those of {@code now}, or the ones before or after, for clocks differ. */
    OptionalLong step(String code, Instant now) {
        OptionalLong found = OptionalLong.empty();
        for (int off = -1; off <= 1; off++) {
            Instant at = now.plus(STEP.multipliedBy(off));
            boolean same = MessageDigest.isEqual(
                    code(at).getBytes(StandardCharsets.US_ASCII), code.getBytes(StandardCharsets.UTF_8));
            if (same) found = OptionalLong.of(at.getEpochSecond() / STEP.toSeconds());
        }
        return found;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
