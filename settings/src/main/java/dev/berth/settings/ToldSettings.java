package dev.berth.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a process is told as it starts, by the names of environment variables: by these, and by the file that one of them names
 * where they say nothing. Keeps what is wrong with it, so that all is said at once.
 */
public final class ToldSettings {
    private final Map<String, String> environment;
    private final Predicate<String> ours;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();
    private final SettingsFile file;
    private final Map<String, String> all;

    /** @param ours which names in the file are this process's to know; the others may be another's that shares it */
    public ToldSettings(Map<String, String> environment, Predicate<String> ours) {
        this.environment = environment;
        this.ours = ours;
        this.file = SettingsFile.named(environment, problems);
        this.all = file.under(environment);
    }

    /** As it stands there; null: nobody said it. */
    public @Nullable String text(String name) {
        asked.add(name);
        return all.get(name);
    }

    /** What it means, or {@code otherwise} where nobody said it. Empty only when something is wrong with it. */
    public <T> Optional<T> required(String name, @Nullable String otherwise, Function<String, T> meaning) {
        String text = stripped(name);
        if (text.isEmpty() && otherwise == null) {
            wrong(name, "absent (expected: a value)");
            return Optional.empty();
        }
        try {
            return Optional.of(meaning.apply(text.isEmpty() ? String.valueOf(otherwise) : text));
        } catch (IllegalArgumentException e) {
            wrong(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** What may be left out. */
    public <T> Optional<T> optional(String name, Function<String, T> meaning) {
        return stripped(name).isEmpty() ? Optional.empty() : required(name, null, meaning);
    }

    /** What the content of the file means that it names; the content itself is never said. */
    public <T> Optional<T> secretFile(String name, Function<String, T> meaning) {
        Optional<Path> file = required(name, null, Path::of);
        if (file.isEmpty()) return Optional.empty();
        try {
            return Optional.of(meaning.apply(Files.readString(file.get()).strip()));
        } catch (IOException e) {
            wrong(name, "cannot read " + file.get() + ": " + e);
        } catch (IllegalArgumentException e) {
            wrong(name, file.get() + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private String stripped(String name) {
        String text = text(name);
        return text == null ? "" : text.strip();
    }

    /** Something is wrong with this one; where it stands in the file is said too. */
    public void wrong(String name, String reason) {
        problems.add(file.place(name, environment) + ": " + reason);
    }

    /** Something is wrong with several together. */
    public void wrong(String problem) {
        problems.add(problem);
    }

    /** All that is wrong, once everything was asked for: what the file says beyond that is wrong too. */
    public List<String> problems() {
        var all = new ArrayList<>(problems);
        all.addAll(file.unknown(ours, asked));
        return all;
    }
}
