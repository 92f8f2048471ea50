package dev.berth.host.join;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lets one host join, once: {@code berth_join_<id>_<secret>_<fingerprint>}. The fingerprint is the SHA-256 of the
 * platform's authority, so that the host knows whom it speaks to before it says the secret. Not printed: its text is asked for.
 */
public record JoinToken(String id, String secret, String authoritySha256) {
    private static final Pattern SHAPE = Pattern.compile("berth_join_([0-9a-f]{16})_([0-9a-f]{40})_([0-9a-f]{64})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Makes a token that nobody has. */
    public static JoinToken random(String authoritySha256) {
        return new JoinToken(randomHex(8), randomHex(20), authoritySha256);
    }

    /** Throws IllegalArgumentException, which does not say the text, when it is no token. */
    public static JoinToken parse(String text) {
        Matcher shape = SHAPE.matcher(text.strip());
        if (!shape.matches())
            throw new IllegalArgumentException("join token: " + text.length()
                    + " characters that are none (expected: berth_join_<id>_<secret>_<fingerprint>)");
        return new JoinToken(shape.group(1), shape.group(2), shape.group(3));
    }

    public String text() {
        return "berth_join_" + id + "_" + secret + "_" + authoritySha256;
    }

    /** What is stored in place of a secret. */
    public static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "berth_join_" + id + "_…";
    }

    private static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
