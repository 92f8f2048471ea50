package dev.berth.control.backup;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.berth.control.secret.MasterKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Files that open what is sealed in the database, under a passphrase: Argon2id makes a key of it, AES-256-GCM seals.
 *
 * @param salt in base64
 * @param sealed JSON of path and text, in base64
 */
record SealedKeys(int memoryKib, int iterations, String salt, String sealed) {
    private static final String BELONGS_TO = "keys of a backup";
    private static final int MEMORY_KIB = 64 * 1024;
    private static final int ITERATIONS = 3;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final int LEAST_CHARACTERS = 12;

    static SealedKeys seal(Map<String, String> files, String passphrase) throws IOException {
        if (passphrase.length() < LEAST_CHARACTERS)
            throw new IllegalArgumentException(
                    "passphrase: " + passphrase.length() + " characters (expected: at least " + LEAST_CHARACTERS + ")");
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        byte[] open = BackupFile.JSON.writeValueAsBytes(files);
        byte[] sealed = key(passphrase, MEMORY_KIB, ITERATIONS, salt).seal(open, BELONGS_TO);
        Base64.Encoder text = Base64.getEncoder();
        return new SealedKeys(MEMORY_KIB, ITERATIONS, text.encodeToString(salt), text.encodeToString(sealed));
    }

    static SealedKeys read(InputStream in) throws IOException {
        return BackupFile.JSON.readValue(in, SealedKeys.class);
    }

    /** Text by path; throws IllegalArgumentException with another passphrase. */
    Map<String, String> open(String passphrase) throws IOException {
        byte[] open;
        try {
            Base64.Decoder text = Base64.getDecoder();
            open = key(passphrase, memoryKib, iterations, text.decode(salt)).open(text.decode(sealed), BELONGS_TO);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("the passphrase does not open the backup's keys", e);
        }
        return BackupFile.JSON.readValue(open, new TypeReference<Map<String, String>>() {});
    }

    private static MasterKey key(String passphrase, int memoryKib, int iterations, byte[] salt) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withSalt(salt)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(1)
                .build());
        byte[] key = new byte[KEY_BYTES];
        generator.generateBytes(passphrase.toCharArray(), key);
        return new MasterKey(key);
    }
}
