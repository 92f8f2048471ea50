package dev.berth.proxy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings one after the other, by the names of their environment variables, and keeps what is wrong with them, to say it all
 * at once.
 */
final class EnvironmentReader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private final Set<String> asked = new HashSet<>();
    private final ConfigFile file;
    private final Map<String, String> all;

    EnvironmentReader(Map<String, String> environment) {
        this.environment = environment;
        this.file = ConfigFile.named(environment, problems);
        this.all = file.under(environment);
    }

    private @Nullable String text(String name) {
        asked.add(name);
        return all.get(name);
    }

    /** A variable with a default. Empty only when it is a problem. */
    <T> Optional<T> value(String name, String otherwise, String expected, Function<String, T> parse) {
        String text = text(name);
        return parsed(name, text == null ? otherwise : text, expected, parse);
    }

    <T> Optional<T> required(String name, String expected, Function<String, T> parse) {
        String text = text(name);
        if (text != null && !text.isBlank()) return parsed(name, text, expected, parse);
        problems.add(name + ": not set (expected: " + expected + ")");
        return Optional.empty();
    }

    <T> Optional<T> optional(String name, String expected, Function<String, T> parse) {
        String text = text(name);
        return text == null ? Optional.empty() : parsed(name, text, expected, parse);
    }

    /** Something that is wrong with several together. */
    void problem(String problem) {
        problems.add(problem);
    }

    void expectNoProblems() {
        problems.addAll(file.unknown(asked));
        if (!problems.isEmpty()) throw new IllegalArgumentException(String.join("\n", problems));
    }

    static Integer positive(String text) {
        int number = Integer.parseInt(text);
        if (number < 1) throw new IllegalArgumentException(text);
        return number;
    }

    static Integer notNegative(String text) {
        int number = Integer.parseInt(text);
        if (number < 0) throw new IllegalArgumentException(text);
        return number;
    }

    private <T> Optional<T> parsed(String name, String text, String expected, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException e) {
            problems.add(file.place(name, environment) + ": \"" + text + "\" (expected: " + expected + ")");
            return Optional.empty();
        }
    }
}
