package dev.berth.control.template;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The placeholders that are replaced when a node is planned: parameters and constants of its network. */
record Wording(Parameters parameters, Map<String, String> constants) {
    static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z][A-Za-z0-9._-]*)}");
    private static final Pattern CONSTANT = Pattern.compile("\\{(param|network)\\.([A-Za-z0-9_-]+)}");

    /** The text with what is known now; other placeholders stay, for the host. */
    String constants(String text) {
        return CONSTANT.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1).equals("param") ? parameters.text(match.group(2)) : constant(match.group(2))));
    }

    List<String> all(List<String> texts) {
        return texts.stream().map(this::constants).toList();
    }

    private String constant(String key) {
        String value = constants.get(key);
        if (value == null)
            throw new IllegalArgumentException(
                    "{network." + key + "}: unknown (expected: one of " + constants.keySet() + ")");
        return value;
    }

    /** The NAMEs of {@code {directory}/NAME} in these texts. */
    static SortedSet<String> named(String directory, List<String> argv, Collection<String> env) {
        Pattern named = Pattern.compile("\\{" + directory + "}/([A-Za-z0-9_][A-Za-z0-9_.-]*)");
        var names = new TreeSet<String>();
        Stream.concat(argv.stream(), env.stream())
                .forEach(text -> named.matcher(text).results().forEach(match -> names.add(match.group(1))));
        return names;
    }
}
