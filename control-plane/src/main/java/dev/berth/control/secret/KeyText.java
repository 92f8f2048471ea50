package dev.berth.control.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A key in full: {@code berth_<env>_<keyId>_<secret><crc>}, as {@code docs/keys.md} says. Not printed: its text is asked
 * for by name.
 */
public record KeyText(Environment environment, KeyId id, String secret) {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final String CHARACTER = "[0-9a-hjkmnp-tv-z]";
    private static final Pattern SHAPE =
            Pattern.compile("berth_(live|dev|api)_(" + CHARACTER + "{12})_(" + CHARACTER + "{26})" + CHARACTER + "{6}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a key opens: an endpoint of a production or a development network, or the management API. */
    public enum Environment {
        LIVE,
        DEV,
        API;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public KeyText {
        if (!secret.matches(CHARACTER + "{26}"))
            throw new IllegalArgumentException("key secret: " + secret.length() + " characters (expected: 26)");
    }

    /** Makes a key that nobody has. */
    public static KeyText random(Environment environment) {
        return new KeyText(environment, new KeyId(randomCharacters(12)), randomCharacters(26));
    }

    /** Reads a key; empty when the text is not one or its checksum is wrong. */
    public static Optional<KeyText> parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) return Optional.empty();
        var environment = Environment.valueOf(shape.group(1).toUpperCase(Locale.ROOT));
        var key = new KeyText(environment, new KeyId(shape.group(2)), shape.group(3));
        return key.text().equals(text) ? Optional.of(key) : Optional.empty();
    }

    public String text() {
        String checked = "berth_" + environment.text() + "_" + id + "_" + secret;
        return checked + checksum(checked);
    }

    /** What is stored in place of the secret. */
    public byte[] secretSha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "berth_" + environment.text() + "_" + id + "_…";
    }

    private static String checksum(String text) {
        var crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var characters = new StringBuilder(6);
        for (int shift = 25; shift >= 0; shift -= 5)
            characters.append(ALPHABET.charAt((int) (crc.getValue() >> shift) & 31));
        return characters.toString();
    }

    private static String randomCharacters(int count) {
        var characters = new StringBuilder(count);
        for (int i = 0; i < count; i++) characters.append(ALPHABET.charAt(RANDOM.nextInt(32)));
        return characters.toString();
    }
}
