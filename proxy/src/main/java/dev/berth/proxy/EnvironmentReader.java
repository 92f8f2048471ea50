package dev.berth.proxy;

import dev.berth.settings.ToldSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads settings one after the other, by the names of their environment variables, and keeps what is wrong with them, to say it all
 * at once.
 */
final class EnvironmentReader {
    private final ToldSettings told;

    EnvironmentReader(Map<String, String> environment) {
        told = new ToldSettings(environment, EnvironmentReader::isOurs);
    }

    /** The control plane's settings may stand in the same file, and it is who knows them. */
    private static boolean isOurs(String name) {
        return name.startsWith("BERTH_PROXY_") || !name.startsWith("BERTH_");
    }

    /** A variable with a default. Empty only when it is a problem. */
    <T> Optional<T> value(String name, String otherwise, String expected, Function<String, T> parse) {
        String text = told.text(name);
        return parsed(name, text == null ? otherwise : text, expected, parse);
    }

    <T> Optional<T> required(String name, String expected, Function<String, T> parse) {
        String text = told.text(name);
        if (text != null && !text.isBlank()) return parsed(name, text, expected, parse);
        told.wrong(name, "not set (expected: " + expected + ")");
        return Optional.empty();
    }

    <T> Optional<T> optional(String name, String expected, Function<String, T> parse) {
        String text = told.text(name);
        return text == null ? Optional.empty() : parsed(name, text, expected, parse);
    }

    /** Something that is wrong with several together. */
    void problem(String problem) {
        told.wrong(problem);
    }

    void expectNoProblems() {
        List<String> problems = told.problems();
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
            told.wrong(name, "\"" + text + "\" (expected: " + expected + ")");
            return Optional.empty();
        }
    }
}
