package dev.berth.settings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
