package dev.berth.proxy.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The key in an endpoint's URL, {@code berth_<env>_<keyId>_<secret><crc>}, as docs/keys.md lays it down. A text that
 * parses is well-formed by its checksum; whether it is known is for {@link AccessTable} to say.
 */
public final class EndpointKey {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int CRC_LENGTH = 6;
    private static final Pattern SHAPE =
            Pattern.compile("berth_(?:live|dev)_([%1$s]{12})_([%1$s]{26})[%1$s]{6}".formatted(ALPHABET));

    private final KeyId id;
    private final String secret;

    private EndpointKey(KeyId id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    /** The key that the text is; null when its shape or checksum is wrong, so that garbage costs no lookup. */
    public static @Nullable EndpointKey parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) return null;
        int end = text.length() - CRC_LENGTH;
        if (!text.startsWith(checksum(text.substring(0, end)), end)) return null;
        return new EndpointKey(new KeyId(shape.group(1)), shape.group(2));
    }

    /** The lowest 30 bits of the CRC-32C of the text, as six characters, most significant first. */
    static String checksum(String text) {
        var crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var sum = new StringBuilder(CRC_LENGTH);
        for (int shift = 25; shift >= 0; shift -= 5) sum.append(ALPHABET.charAt((int) (crc.getValue() >>> shift) & 31));
        return sum.toString();
    }

    public KeyId id() {
        return id;
    }

    /** What the access table holds instead of the secret. */
    byte[] secretSha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The id alone: a key is never printed. */
    @Override
    public String toString() {
        return id + " (secret hidden)";
    }
}
