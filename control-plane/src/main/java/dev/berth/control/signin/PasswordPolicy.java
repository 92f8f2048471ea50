package dev.berth.control.signin;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which passwords are good enough, as OWASP's ASVS 5.0 has it (6.2): long ones of whatever characters, unless they are among
 * those that everybody tries.
 */
public final class PasswordPolicy {
    private static final int SHORTEST = 12;
    private static final int LONGEST = 128;
    private static final double GUESSES = 1e8;
    private static final Zxcvbn ESTIMATE = new Zxcvbn();

    private PasswordPolicy() {}

    /** What is wrong with a password; {@code known} is what a guesser of this one would try too, such as the address. */
    public static Optional<String> refusal(String password, List<String> known) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST) return Optional.of(length + " characters (expected: at least " + SHORTEST + ")");
        if (length > LONGEST) return Optional.of(length + " characters (expected: at most " + LONGEST + ")");
        var words = new ArrayList<>(known);
        words.add("berth");
        if (ESTIMATE.measure(password, words).getGuesses() < GUESSES)
            return Optional.of("common, or easily guessed (expected: one that nobody else would think of)");
        return Optional.empty();
    }
}
