package dev.berth.host.engine;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The deterministic name of one generation of one unit of one node, which makes create a compare-and-set. */
public record UnitName(String node, String unit, long generation) {
    private static final Pattern NODE = Pattern.compile("[a-z0-9]{4,32}");
    private static final Pattern UNIT = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern TEXT = Pattern.compile("berth-([a-z0-9]{4,32})-([a-z][a-z0-9-]{0,30})-g([0-9]{1,18})");

    public UnitName {
        if (!NODE.matcher(node).matches())
            throw new IllegalArgumentException("node: " + node + " (expected: a short id, " + NODE + ")");
        if (!UNIT.matcher(unit).matches())
            throw new IllegalArgumentException("unit: " + unit + " (expected: " + UNIT + ")");
        if (generation < 1) throw new IllegalArgumentException("generation: " + generation + " (expected: >= 1)");
    }

    /** The name as an engine and its tools show it. */
    public String text() {
        return "berth-" + node + "-" + unit + "-g" + generation;
    }

    /** What other units on the same network call this unit, whatever its generation. */
    public String alias() {
        return node + "-" + unit;
    }

    public static Optional<UnitName> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new UnitName(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text();
    }
}
