package dev.berth.host.image;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The libraries that {@code ldd} names for a program, by the paths at which its loader looks for them. */
public record SharedLibraries(SortedSet<Path> paths) {
    private static final Pattern LIBRARY = Pattern.compile("(?:^|=> )(/\\S+) \\(0x[0-9a-f]+\\)$");

    /** Reads what {@code ldd} printed; a static program has none. */
    static SharedLibraries parse(Path program, List<String> lines) throws MissingLibrary {
        var paths = new TreeSet<Path>();
        for (String line : lines) {
            String text = line.strip();
            if (text.endsWith("=> not found")) throw new MissingLibrary(program + " needs " + text);
            Matcher library = LIBRARY.matcher(text);
            if (library.find()) paths.add(Path.of(library.group(1)));
        }
        return new SharedLibraries(paths);
    }

    /** A program cannot run on this host, and so in no image made from it. */
    static final class MissingLibrary extends Exception {
        private static final long serialVersionUID = 1L;

        MissingLibrary(String message) {
            super(message);
        }
    }
}
