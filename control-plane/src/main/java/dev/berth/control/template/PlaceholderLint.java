package dev.berth.control.template;

import dev.berth.host.artifact.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/** Whether every placeholder of a template is known where it stands, and every file and secret that is named exists. */
final class PlaceholderLint {
    private static final Set<String> HOST_ONLY_IN_ARGV = Set.of("artifact", "runtime", "bind");
    private static final Set<String> DIRECTORIES = Set.of("data", "files", "secrets");

    private final TemplateVersion version;
    private final Template template;
    private final List<Finding> findings = new ArrayList<>();

    private PlaceholderLint(TemplateVersion version) {
        this.version = version;
        this.template = version.template();
    }

    private enum Place {
        ARGV,
        ENV,
        FILE,
        SECRET_FILE
    }

    static List<Finding> of(TemplateVersion version) {
        var lint = new PlaceholderLint(version);
        lint.template.units().forEach(lint::unit);
        lint.template.files().forEach(lint::file);
        lint.template.secrets().forEach((name, rule) -> {
            if (rule.from() != null && !lint.template.secrets().containsKey(rule.from()))
                lint.found("secrets/" + name, "secrets", "secret " + rule.from() + " is not declared");
        });
        return lint.findings;
    }

    private void found(String where, String rule, String message) {
        findings.add(new Finding(template.name() + "/" + where, rule, message));
    }

    private void unit(String name, UnitRule unit) {
        String where = "units/" + name;
        for (ArgvItem item : unit.argv()) {
            switch (item) {
                case ArgvItem.Always(var words) -> words.forEach(word -> text(where, unit, word, Place.ARGV, false));
                case ArgvItem.WhenSet(var parameter, var words, var otherwise) -> {
                    if (!template.parameters().containsKey(parameter))
                        found(where, "placeholders", "whenSet: param." + parameter + " is not declared");
                    words.forEach(word -> text(where, unit, word, Place.ARGV, false));
                    otherwise.forEach(word -> text(where, unit, word, Place.ARGV, false));
                }
                case ArgvItem.ForEachPeer(var port, var words) -> {
                    PortRule rule = unit.ports().get(port);
                    if (rule == null) found(where, "ports", "forEach: port " + port + " is not declared");
                    else if (rule.publish() == PortRule.Publish.NEVER)
                        found(where, "ports", "forEach: port " + port + " is published to nobody (expected: pool)");
                    words.forEach(word -> text(where, unit, word, Place.ARGV, true));
                }
            }
        }
        unit.env().values().forEach(value -> text(where + "/env", unit, value, Place.ENV, false));
        List<String> argv =
                unit.argv().stream().flatMap(item -> item.argv().stream()).toList();
        Wording.named("files", argv, unit.env().values()).stream()
                .filter(file -> !template.files().containsKey(file))
                .forEach(file -> found(where, "files", "file " + file + " is not declared"));
        Wording.named("secrets", argv, unit.env().values()).stream()
                .filter(secret -> !template.secrets().containsKey(secret))
                .forEach(secret -> found(where, "secrets", "secret " + secret + " is not declared"));
    }

    private void file(String name, FileRule rule) {
        String where = "files/" + name;
        if (rule.secret() && !rule.mode().equals("0400"))
            found(where, "secrets", "mode: " + rule.mode() + " (expected: 0400 for a secret file)");
        Optional<String> text = version.file(rule.source()).map(Content::text);
        if (text.isEmpty()) found(where, "files", rule.source() + " is not in the folder");
        else if (rule.rendered()) text(where, null, text.get(), rule.secret() ? Place.SECRET_FILE : Place.FILE, false);
    }

    private void text(String where, @Nullable UnitRule unit, String text, Place place, boolean peer) {
        Wording.PLACEHOLDER.matcher(text).results().map(MatchResult::group).forEach(placeholder -> {
            String name = placeholder.substring(1, placeholder.length() - 1);
            if (!(known(name, unit, place) || (peer && name.equals("peer"))))
                found(where, "placeholders", placeholder + " is not known here");
        });
    }

    private boolean known(String name, @Nullable UnitRule unit, Place place) {
        String[] parts = name.split("\\.", 2);
        String rest = parts.length == 2 ? parts[1] : "";
        return switch (parts[0]) {
            case "param" -> template.parameters().containsKey(rest);
            case "network" -> template.networks().values().stream().allMatch(keys -> keys.containsKey(rest));
            case "secretValue" ->
                place == Place.SECRET_FILE && template.secrets().containsKey(rest);
            case "port" -> place == Place.ARGV && unit != null && unit.ports().containsKey(rest);
            case "address" ->
                (place == Place.ARGV || place == Place.ENV)
                        && rest.contains(".")
                        && template.port(PortRef.parse(rest)).isPresent();
            case "members" -> place == Place.ARGV && template.role() == Template.Role.DRIVER;
            default ->
                (DIRECTORIES.contains(name) && (place == Place.ARGV || place == Place.ENV))
                        || (HOST_ONLY_IN_ARGV.contains(name) && place == Place.ARGV);
        };
    }
}
