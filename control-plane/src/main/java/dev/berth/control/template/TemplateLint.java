package dev.berth.control.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a template of the right shape may still do wrong. An unresolved image is no finding: it is shown as unverified. */
public final class TemplateLint {
    private static final Set<String> UNSAFE_APIS =
            Set.of("admin", "personal", "engine", "debug", "miner", "clique", "les", "parity", "wallet");
    private static final Set<String> FLOATING =
            Set.of("latest", "stable", "main", "master", "nightly", "edge", "unstable", "dev");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern API_FLAG = Pattern.compile("(?i)--?[a-z0-9._-]*(apis?|modules)");
    private static final Pattern ENGINE_PORT = Pattern.compile("(?i).*(engine|authrpc).*");
    private static final int WELL_KNOWN_ENGINE_PORT = 8551;
    private static final Pattern UNIT_NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    private final TemplateVersion version;
    private final Template template;
    private final List<Finding> findings = new ArrayList<>();

    private TemplateLint(TemplateVersion version) {
        this.version = version;
        this.template = version.template();
    }

    /** Everything that is wrong. */
    public static List<Finding> of(TemplateVersion version) {
        var lint = new TemplateLint(version);
        lint.parameters();
        lint.sizes();
        lint.readiness();
        lint.expectedSync();
        lint.upgrade();
        lint.ports();
        lint.template.units().forEach(lint::unit);
        lint.findings.addAll(PlaceholderLint.of(version));
        return List.copyOf(lint.findings);
    }

    private void found(String where, String rule, String message) {
        findings.add(new Finding(template.name() + "/" + where, rule, message));
    }

    private void unit(String name, UnitRule unit) {
        String where = "units/" + name;
        if (!UNIT_NAME.matcher(name).matches()) found(where, "unit-name", "came: " + name + ", expected: " + UNIT_NAME);
        artifact(where, unit.artifact());
        if (unit.stop().budgetSeconds() < 1)
            found(where, "stop-budget", "has no time to end in good order (expected: budgetSeconds >= 1)");
        if (unit.runtime() == UnitRule.Runtime.NODE && unit.runtimeVersion() == null)
            found(where, "runtime-version", "does not say which Node.js it needs (expected: runtimeVersion)");
        unit.argv().forEach(item -> unsafeApis(where, item));
        unit.ports().forEach((port, rule) -> enginePort(where + "/ports/" + port, port, rule));
    }

    private void artifact(String where, Artifact artifact) {
        switch (artifact.source()) {
            case Artifact.Oci oci -> {
                if (oci.digest() == null && oci.unresolved() == null)
                    found(where, "pinned", oci.title() + " has neither digest nor a reason to be unresolved");
                if (oci.digest() != null && !DIGEST.matcher(oci.digest()).matches())
                    found(where, "pinned", "digest: " + oci.digest() + " (expected: sha256:<64 hex>)");
                if (FLOATING.contains(oci.tag().toLowerCase(Locale.ROOT))
                        || oci.tag().chars().noneMatch(Character::isDigit))
                    found(where, "floating-tag", "tag: " + oci.tag() + " (expected: one release's)");
            }
            case Artifact.Npm npm -> {
                if (!npm.integrity().startsWith("sha512-"))
                    found(where, "pinned", "integrity: " + npm.integrity() + " (expected: sha512-...)");
                if (FLOATING.contains(npm.version())
                        || !Character.isDigit(npm.version().charAt(0)))
                    found(where, "floating-tag", "version: " + npm.version() + " (expected: one release's)");
                findings.addAll(LockFileLint.of(version, template.name() + "/" + where, npm));
            }
            case Artifact.Bundled bundled ->
                bundled.files().stream()
                        .filter(file -> version.file(file).isEmpty())
                        .forEach(file -> found(where, "pinned", "file " + file + " is not in the folder"));
            case Artifact.HostProvided _ -> {
                // Whatever the host has: its sha256 is recorded when it is first used.
            }
        }
    }

    /** A namespace of methods that manage the node is served by nobody but itself; debug may be chosen by a parameter. */
    private void unsafeApis(String where, ArgvItem item) {
        Set<String> chosen = item instanceof ArgvItem.WhenSet ? Set.of("debug") : Set.of();
        List<String> words = item.argv();
        for (int index = 0; index < words.size(); index++) {
            String word = words.get(index);
            int equals = word.indexOf('=');
            String flag = equals < 0 ? word : word.substring(0, equals);
            if (!API_FLAG.matcher(flag).matches()) continue;
            String values =
                    equals >= 0 ? word.substring(equals + 1) : index + 1 < words.size() ? words.get(index + 1) : "";
            for (String api : values.toLowerCase(Locale.ROOT).split("[^a-z0-9_]+", -1))
                if (UNSAFE_APIS.contains(api) && !chosen.contains(api))
                    found(where, "unsafe-api", flag + " publishes " + api);
        }
    }

    private void enginePort(String where, String name, PortRule rule) {
        boolean engine = ENGINE_PORT.matcher(name).matches() || rule.container() == WELL_KNOWN_ENGINE_PORT;
        if (engine && rule.publish().compareTo(PortRule.Publish.POOL) > 0)
            found(where, "engine-port", "published: " + rule.publish() + " (expected: never, or pool for a driver)");
    }

    private void parameters() {
        template.parameters().forEach((name, parameter) -> {
            var value = parameter.defaultValue();
            if (value != null && !value.isNull() && !parameter.accepts(value))
                found("parameters/" + name, "default", "came: " + value + ", expected: " + parameter.expected());
        });
        template.units().forEach((unit, rule) -> {
            if (rule.volume() == null) return;
            dataShapes(rule).stream()
                    .map(template.parameters()::get)
                    .filter(parameter -> parameter != null && !Boolean.TRUE.equals(parameter.immutable()))
                    .forEach(parameter -> found(
                            "parameters",
                            "immutable",
                            "\"" + parameter.description() + "\" shapes the data of " + unit
                                    + " and may change (expected: immutable: true)"));
        });
    }

    /** The parameters behind flags that decide what a client's data looks like. */
    private static List<String> dataShapes(UnitRule rule) {
        Pattern shaping = Pattern.compile(
                "(?i)--?[a-z0-9._-]*(chain-?id|prune\\.mode|history\\.(chain|state)|state\\.scheme|data-storage-(format|mode)|gcmode|hardfork|accounts)=\\{param\\.([A-Za-z0-9]+)}");
        return rule.argv().stream()
                .flatMap(item -> item.argv().stream())
                .flatMap(word -> shaping.matcher(word).results())
                .map(match -> match.group(4))
                .toList();
    }

    private void sizes() {
        template.sizes().forEach((name, size) -> {
            if (!size.units().keySet().equals(template.units().keySet()))
                found(
                        "sizes/" + name,
                        "sizes",
                        "is for " + size.units().keySet() + " (expected: "
                                + template.units().keySet() + ")");
            size.units().forEach((unit, share) -> {
                if (share.gpu() > 0 && template.processEngine() == Template.ProcessEngine.TRUSTED)
                    found(
                            "sizes/" + name,
                            "sizes",
                            unit + ": " + share.gpu()
                                    + " GPU, which no process is given (expected: processEngine: \"no\")");
                UnitRule rule = template.units().get(unit);
                if (rule != null && (rule.volume() != null) != (share.diskBytes() > 0))
                    found(
                            "sizes/" + name,
                            "sizes",
                            unit + ": " + share.diskBytes() + " bytes of disk, and "
                                    + (rule.volume() == null ? "no volume" : "a volume"));
            });
        });
        template.networks().keySet().stream()
                .filter(network -> template.size(null, network).isEmpty())
                .forEach(network -> found("sizes", "sizes", "no size fits network " + network));
    }

    private void readiness() {
        Readiness ready = template.readiness();
        if (ready.answers().isEmpty()) found("readiness", "readiness", "asks nothing (expected: one probe or more)");
        condition("syncing", ready.syncing().mustBe() != null, ready.syncing().none());
        condition(
                "headAge", ready.headAge().maxSeconds() != null, ready.headAge().none());
        condition(
                "behindReference",
                ready.behindReference().maxBlocks() != null,
                ready.behindReference().none());
        condition("peers", ready.peers().min() != null, ready.peers().none());
    }

    private void condition(String name, boolean given, @Nullable String none) {
        if (given == (none != null) || (none != null && none.isBlank()))
            found("readiness/" + name, "readiness", "expected: a limit, or none with a reason");
    }

    private void expectedSync() {
        template.expectedSync().keySet().stream()
                .filter(network -> !template.networks().containsKey(network))
                .forEach(network -> found(
                        "expectedSync",
                        "expectedSync",
                        network + " (expected: one of " + template.networks().keySet() + ")"));
    }

    private void upgrade() {
        if (template.upgrade().note().isBlank())
            found("upgrade", "upgrade", "does not say what happens to the data (expected: a note)");
    }

    private void ports() {
        template.serves().forEach(served -> {
            declared("serves", served.port());
            template.port(served.port())
                    .filter(rule -> rule.publish().compareTo(PortRule.Publish.PRIVATE) < 0)
                    .ifPresent(_ -> found(
                            "serves",
                            "ports",
                            served.port() + " is not reachable by the proxy (expected: publish: private)"));
            if (served.credential() != null
                    && !template.secrets()
                            .containsKey(served.credential().basic().secret()))
                found(
                        "serves",
                        "secrets",
                        "secret " + served.credential().basic().secret() + " is not declared");
        });
        if (template.driver() != null) template.driver().members().values().forEach(port -> declared("driver", port));
        template.readiness().answers().forEach(probe -> {
            if (probe.head() != null) declared("readiness", probe.head());
            if (probe.http() != null) declared("readiness", probe.http().port());
            if (probe.engine() != null) {
                declared("readiness", probe.engine().port());
                if (!template.secrets().containsKey(probe.engine().secret()))
                    found("readiness", "secrets", "secret " + probe.engine().secret() + " is not declared");
            }
        });
    }

    private void declared(String where, PortRef port) {
        if (template.port(port).isEmpty())
            found(
                    where,
                    "ports",
                    "port " + port + " is not declared (expected: one of " + portsOf(template.units()) + ")");
    }

    private static List<String> portsOf(Map<String, UnitRule> units) {
        return units.entrySet().stream()
                .flatMap(unit -> unit.getValue().ports().keySet().stream().map(port -> unit.getKey() + "." + port))
                .toList();
    }
}
