package dev.berth.control.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** 256 random bits that a browser or a link carries; only their hash is stored. Not printed: the text is asked for by name. */
public record SecretText(String text) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String SHAPE = "[A-Za-z0-9_-]{43}";

    public SecretText {
        if (!text.matches(SHAPE))
            throw new IllegalArgumentException("secret: " + text.length() + " characters (expected: 43 of base64url)");
    }

    /** Makes one that nobody has. */
    public static SecretText random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new SecretText(base64(bytes));
    }

    /** Empty when the text cannot be one. */
    public static Optional<SecretText> parse(String text) {
        return text.matches(SHAPE) ? Optional.of(new SecretText(text)) : Optional.empty();
    }

    /** What is stored in its place. */
    public byte[] sha256() {
        return sha256(text);
    }

    /** Another secret, for {@code purpose}: who knows it does not know this one. */
    public String derived(String purpose) {
        return base64(sha256(purpose + "\0" + text));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "(a secret)";
    }
}
