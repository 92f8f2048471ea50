package dev.berth.proxy.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The key that the control plane seals nodes' credentials with, as docs/keys.md lays it down. */
public final class SealingKey {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    private SealingKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Reads 64 hexadecimal characters; the exception's message says what was wrong, never what was read. */
    public static SealingKey read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (text.length() != 2 * KEY_BYTES || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IOException(file + ": " + text.length() + " characters (expected: 64 hexadecimal ones)");
        }
        return new SealingKey(HexFormat.of().parseHex(text));
    }

    sealed interface Opening {}

    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Opened(byte[] clear) implements Opening {}

    record NotOpened(String reason) implements Opening {}

    Opening open(byte[] sealed, String associated) {
        if (sealed.length <= NONCE_BYTES) return new NotOpened("its sealed credential is too short");
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
            cipher.updateAAD(associated.getBytes(StandardCharsets.UTF_8));
            return new Opened(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (GeneralSecurityException e) {
            return new NotOpened("its credential is sealed with another key");
        }
    }
}
