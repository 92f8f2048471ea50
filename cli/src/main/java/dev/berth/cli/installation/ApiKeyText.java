package dev.berth.cli.installation;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/** The text of a new API key, {@code berth_<env>_<keyId>_<secret><crc>}, as docs/keys.md lays it down. */
final class ApiKeyText {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int ID_LENGTH = 12;
    private static final int SECRET_LENGTH = 26;
    private static final int CRC_LENGTH = 6;

    private ApiKeyText() {}

    static String random(String env, RandomGenerator random) {
        String text = "berth_" + env + "_" + characters(ID_LENGTH, random) + "_" + characters(SECRET_LENGTH, random);
        return text + checksum(text);
    }

    /** The lowest 30 bits of the CRC-32C of the text, as six characters, most significant first. */
    private static String checksum(String text) {
        var crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        var sum = new StringBuilder(CRC_LENGTH);
        for (int shift = 5 * (CRC_LENGTH - 1); shift >= 0; shift -= 5) {
            sum.append(ALPHABET.charAt((int) (crc.getValue() >>> shift) & 31));
        }
        return sum.toString();
    }

    private static String characters(int count, RandomGenerator random) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
