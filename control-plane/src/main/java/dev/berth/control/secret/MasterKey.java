package dev.berth.control.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A 256-bit key that seals with AES-256-GCM: 12 bytes of nonce, the ciphertext, 16 bytes of tag. What a sealed value
 * belongs to is bound to it as associated data, so that one row's value is worthless in another.
 */
public final class MasterKey {
    private static final int NONCE_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    public MasterKey(byte[] key) {
        if (key.length != 32) throw new IllegalArgumentException("master key: " + key.length + " bytes (expected: 32)");
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Reads a file that holds the key as 64 hexadecimal digits. */
    public static MasterKey read(Path file) throws IOException {
        return new MasterKey(HexFormat.of().parseHex(Files.readString(file).strip()));
    }

    public byte[] seal(byte[] open, String belongsTo) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, belongsTo);
            byte[] sealed = cipher.doFinal(open);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal: " + e.getMessage(), e);
        }
    }

    /** Opens what {@link #seal} made for the same owner with the same key; throws IllegalStateException otherwise. */
    public byte[] open(byte[] sealed, String belongsTo) {
        if (sealed.length < NONCE_BYTES) throw new IllegalStateException("sealed value: " + sealed.length + " bytes");
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 0, nonce, 0, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, belongsTo)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open what belongs to " + belongsTo + ": another master key?", e);
        }
    }

    /** A secret of its own for {@code purpose}, as hexadecimal digits: the same from the same master key. */
    public String derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot derive: " + e.getMessage(), e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String belongsTo) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(belongsTo.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
