package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A recipe for nodes, as written in its template.yaml; what each key means is told in node-templates/README.md. */
public record Template(
        @JsonProperty("template") String name,
        String title,
        String description,
        Role role,
        List<Kind> kinds,
        Map<String, Map<String, String>> networks,
        Replication replication,
        ProcessEngine processEngine,
        Map<String, Parameter> parameters,
        Map<String, Size> sizes,
        Map<String, SecretRule> secrets,
        Map<String, FileRule> files,
        Map<String, UnitRule> units,
        List<Served> serves,
        @Nullable DriverRule driver,
        Readiness readiness,
        Map<String, ExpectedSync> expectedSync,
        Upgrade upgrade) {

    /** What nodes of the template are for. */
    public enum Role {
        /** Serves calls. */
        NODE,
        /** Serves the members of a pool, never a tenant. */
        DRIVER
    }

    /** Whose nodes it makes. */
    public enum Kind {
        SHARED,
        DEDICATED
    }

    /** Whether the members of a pool follow one chain, or each has its own. */
    public enum Replication {
        PEERS,
        NONE
    }

    /** Whether the template may run where nothing isolates it. */
    public enum ProcessEngine {
        TRUSTED,
        NO
    }

    /** Where tenants' calls go. */
    public record Served(
            PortRef port,
            String protocol,
            @Nullable String path,
            @Nullable Credential credential) {}

    /** The template of the node that drives a pool's members, and which of their ports it is told of, by key. */
    public record DriverRule(String template, Map<String, PortRef> members) {}

    /** About how long a new node takes to come to the head of its chain, and where that was seen. */
    public record ExpectedSync(int hours, String note) {}

    /** What a new version does to a node's data. */
    public record Upgrade(@JsonProperty("class") UpgradeClass upgradeClass, String note) {}

    /** Kinds of upgrade. */
    public enum UpgradeClass {
        @JsonProperty("in-place")
        IN_PLACE,
        @JsonProperty("one-way")
        ONE_WAY,
        @JsonProperty("resync")
        RESYNC
    }

    public Template {
        kinds = kinds == null ? List.of() : List.copyOf(kinds);
        networks = Ordered.copyOf(networks);
        parameters = Ordered.copyOf(parameters);
        sizes = Ordered.copyOf(sizes);
        secrets = Ordered.copyOf(secrets);
        files = Ordered.copyOf(files);
        units = Ordered.copyOf(units);
        serves = serves == null ? List.of() : List.copyOf(serves);
        expectedSync = Ordered.copyOf(expectedSync);
    }

    /** Whether every artifact is pinned: only then may the template run. */
    public boolean verified() {
        return unresolved().isEmpty();
    }

    /** Which images nobody has pinned yet, and why. */
    public List<String> unresolved() {
        return units.entrySet().stream()
                .flatMap(unit -> unresolved(unit.getKey(), unit.getValue().artifact()))
                .toList();
    }

    private static Stream<String> unresolved(String unit, Artifact artifact) {
        return Stream.ofNullable(artifact.oci())
                .flatMap(oci -> oci.unresolvedReason().stream().map(why -> unit + ": " + oci.title() + ": " + why));
    }

    /** The machines that every unit runs on. */
    public Set<String> archs() {
        return units.values().stream()
                .map(unit -> Set.copyOf(unit.artifact().arch()))
                .reduce(Template::inBoth)
                .orElseThrow();
    }

    private static Set<String> inBoth(Set<String> some, Set<String> others) {
        var both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }

    /** The size of that name, or without a name the first that fits the network. */
    public Optional<Map.Entry<String, Size>> size(@Nullable String wanted, String network) {
        return sizes.entrySet().stream()
                .filter(size -> wanted == null || size.getKey().equals(wanted))
                .filter(size -> size.getValue().fits(network))
                .findFirst();
    }

    /** Whether a pool's nodes must share a network that spans one host only: they drive each other, or publish a port to the pool. */
    public boolean sharesHost() {
        return driver != null
                || role == Role.DRIVER
                || units.values().stream()
                        .flatMap(unit -> unit.ports().values().stream())
                        .anyMatch(port -> port.publish() == PortRule.Publish.POOL);
    }

    /** The rule of a port that another rule refers to, or empty when the template has no such port. */
    public Optional<PortRule> port(PortRef ref) {
        return Optional.ofNullable(units.get(ref.unit()))
                .map(unit -> unit.ports().get(ref.port()));
    }
}
