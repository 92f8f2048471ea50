package dev.berth.proxy.access;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The key in an endpoint's URL, {@code berth_<env>_<keyId>_<secret><crc>}, as docs/keys.md lays it down. A text that
 * parses is well-formed by its checksum; whether it is known is for {@link AccessTable} to say.
 */
public final class EndpointKey {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int CRC_LENGTH = 6;
    private static final int ID_LENGTH = 12;
    private static final int SECRET_LENGTH = 26;

    private final KeyId id;
    private final String secret;

    private EndpointKey(KeyId id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    /** The key that the text is; null when its shape or checksum is wrong, so that garbage costs no lookup. */
    public static @Nullable EndpointKey parse(String text) {
        int id = text.startsWith("berth_live_") ? "berth_live_".length() : "berth_dev_".length();
        int secret = id + ID_LENGTH + 1;
        int crc = secret + SECRET_LENGTH;
        boolean shaped = text.length() == crc + CRC_LENGTH
                && (text.startsWith("berth_live_") || text.startsWith("berth_dev_"))
                && text.charAt(secret - 1) == '_'
                && isOfAlphabet(text, id, secret - 1)
                && isOfAlphabet(text, secret, text.length());
        if (!shaped || !text.startsWith(checksum(text.substring(0, crc)), crc)) return null;
        return new EndpointKey(new KeyId(text.substring(id, secret - 1)), text.substring(secret, crc));
    }

    private static boolean isOfAlphabet(String text, int from, int to) {
        for (int at = from; at < to; at++) if (ALPHABET.indexOf(text.charAt(at)) < 0) return false;
        return true;
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
        return Sha256.of(secret);
    }

    /** The id alone: a key is never printed. */
    @Override
    public String toString() {
        return id + " (secret hidden)";
    }
}
