package dev.berth.control.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password as it is kept: Argon2id with what OWASP asks for (19 MiB, two passes, one lane), in PHC's format, which names
 * them. It takes memory and time on purpose; no more at once than the machine has cores.
 */
public final class PasswordHash {
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern SHAPE = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Semaphore AT_ONCE = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    /** No password has it; looking whether one does takes as long as with any other. */
    public static final PasswordHash OF_NOBODY =
            new PasswordHash(text(MEMORY_KIB, PASSES, LANES, new byte[SALT_BYTES], new byte[HASH_BYTES]));

    private final String text;

    private PasswordHash(String text) {
        this.text = text;
    }

    /** Reads what {@link #text} wrote; throws IllegalArgumentException when it is none. */
    public static PasswordHash parse(String text) {
        if (!SHAPE.matcher(text).matches())
            throw new IllegalArgumentException(
                    "password hash: " + text.length() + " characters (expected: Argon2id in PHC's format)");
        return new PasswordHash(text);
    }

    public static PasswordHash of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new PasswordHash(
                text(MEMORY_KIB, PASSES, LANES, salt, hash(password, MEMORY_KIB, PASSES, LANES, salt, HASH_BYTES)));
    }

    public boolean isOf(String password) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) throw new IllegalStateException("it was read before");
        byte[] expected = Base64.getDecoder().decode(shape.group(5));
        byte[] found = hash(
                password,
                Integer.parseInt(shape.group(1)),
                Integer.parseInt(shape.group(2)),
                Integer.parseInt(shape.group(3)),
                Base64.getDecoder().decode(shape.group(4)),
                expected.length);
        return MessageDigest.isEqual(expected, found);
    }

    /** As it is stored. */
    public String text() {
        return text;
    }

    private static String text(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    private static byte[] hash(String password, int memoryKib, int passes, int lanes, byte[] salt, int bytes) {
        byte[] hash = new byte[bytes];
        AT_ONCE.acquireUninterruptibly();
        try {
            var argon2 = new Argon2BytesGenerator();
            argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memoryKib)
                    .withIterations(passes)
                    .withParallelism(lanes)
                    .withSalt(salt)
                    .build());
            argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        } finally {
            AT_ONCE.release();
        }
    }

    @Override
    public String toString() {
        return "(a password's hash)";
    }
}
