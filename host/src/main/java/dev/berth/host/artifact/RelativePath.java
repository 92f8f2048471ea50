package dev.berth.host.artifact;

import java.util.regex.Pattern;

/** Paths that stay below the directory they are resolved against. */
final class RelativePath {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@_.+-]+(/[A-Za-z0-9@_.+-]+)*");

    private RelativePath() {}

    static void check(String path) {
        if (!PLAIN.matcher(path).matches() || ("/" + path + "/").contains("/../"))
            throw new IllegalArgumentException("path: " + path + " (expected: relative, without ..)");
    }
}
