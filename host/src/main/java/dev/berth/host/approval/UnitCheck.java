package dev.berth.host.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.contract.v1.HostWire.ApprovedFile;
import dev.berth.contract.v1.HostWire.ApprovedUnit;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.artifact.Program;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.wire.ProgramWire;
import inet.ipaddr.IPAddressString;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Why something may not be on this host; empty when it may. Pure. */
record UnitCheck(List<ApprovedUnit> approved, HostConfig config) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ALIAS = Pattern.compile("[a-z0-9-]{1,64}");

    Optional<String> program(Program program) {
        String hash = ProgramWire.sha256(program);
        return approved.stream().anyMatch(unit -> hash(unit).equals(hash))
                ? Optional.empty()
                : Optional.of(program.artifact().title() + " as " + program.user()
                        + ": of no approved template version on this host");
    }

    Optional<String> unit(UnitSpec spec) {
        Optional<String> outside = first(List.of(
                labels(spec.labels()), name(spec), program(spec.program()), ports(spec), addresses(spec.addresses())));
        if (outside.isPresent()) return outside;
        String hash = ProgramWire.sha256(spec.program());
        List<String> why = approved.stream()
                .filter(unit ->
                        unit.getUnit().equals(spec.name().unit()) && hash(unit).equals(hash))
                .map(unit -> against(unit, spec))
                .<String>mapMulti((refusal, out) -> out.accept(refusal.orElse("")))
                .toList();
        if (why.isEmpty())
            return Optional.of("unit " + spec.name().unit() + " of "
                    + spec.program().artifact().title() + ": of no approved template version on this host");
        return why.contains("") ? Optional.empty() : Optional.of(why.getLast());
    }

    Optional<String> labels(Labels labels) {
        return refuse(
                !labels.instance().equals(config.instance()),
                "labels of platform " + labels.instance() + " (expected: " + config.instance() + ")");
    }

    Optional<String> network(NetworkSpec network) {
        var range = new IPAddressString(config.subnets()).getAddress();
        var subnet = new IPAddressString(network.subnet()).getAddress();
        boolean within = range != null && subnet != null && range.contains(subnet) && !range.equals(subnet);
        return first(List.of(
                labels(network.labels()),
                refuse(!within, "subnet " + network.subnet() + " (expected: within " + config.subnets() + ")")));
    }

    /** Files that are replaced while a unit runs: only what tells a driver of its members is. */
    Optional<String> replaced(UnitName unit, Map<String, UnitFile> files, Map<String, Address> addresses) {
        return first(List.of(
                refuse(
                        !files.keySet().equals(Set.of(UnitSpec.MEMBERS_FILE)),
                        "files " + files.keySet() + " of " + unit + " (expected: " + UnitSpec.MEMBERS_FILE + ")"),
                files.values().stream().flatMap(file -> members(file).stream()).findFirst(),
                addresses(addresses)));
    }

    private static Optional<String> name(UnitSpec spec) {
        UnitName name = spec.name();
        var volume = new VolumeName("berth-" + name.node() + "-" + name.unit());
        return first(List.of(
                refuse(
                        !spec.labels().unit().equals(name.unit())
                                || spec.labels().generation() != name.generation(),
                        "labels of " + spec.labels().unit() + " g"
                                + spec.labels().generation() + " on " + name),
                refuse(
                        spec.volume().filter(own -> !own.equals(volume)).isPresent(),
                        "volume " + spec.volume().map(VolumeName::text).orElse("") + " (expected: " + volume + ")")));
    }

    private Optional<String> ports(UnitSpec spec) {
        return spec.ports().stream()
                .filter(port -> port.hostPort() < config.ports().first()
                        || port.hostPort() > config.ports().last())
                .map(port -> "host port " + port.hostPort() + " (expected: "
                        + config.ports().first() + " to " + config.ports().last() + ")")
                .findFirst();
    }

    private static Optional<String> addresses(Map<String, Address> addresses) {
        return addresses.values().stream()
                .filter(address -> !ALIAS.matcher(address.alias()).matches())
                .map(address -> "address of " + address.alias() + " (expected: the name of a unit)")
                .findFirst();
    }

    private static Optional<String> against(ApprovedUnit rule, UnitSpec spec) {
        return first(List.of(
                        refuse(!ApprovedWords.allow(rule.getArgvList(), spec.argv()), "arguments " + spec.argv()),
                        refuse(
                                !env(rule.getEnvMap(), spec.env()),
                                "environment " + spec.env().keySet()),
                        refuse(!ports(rule, spec.ports()), "ports " + spec.ports()),
                        refuse(
                                spec.limits().pids() > rule.getPids()
                                        || spec.limits().openFiles() > rule.getOpenFiles()
                                        || spec.limits().gpus() > rule.getGpus(),
                                "limits " + spec.limits()),
                        refuse(
                                !rule.getSecretsList()
                                        .containsAll(spec.secrets().keySet()),
                                "secrets " + spec.secrets().keySet()),
                        refuse(
                                spec.processTrusted() && !rule.getProcessTrusted(),
                                "trust in an engine that isolates nothing"),
                        spec.files().entrySet().stream()
                                .flatMap(file -> file(rule.getFilesMap(), file.getKey(), file.getValue()).stream())
                                .findFirst()))
                .map(what ->
                        what + ": not what template " + rule.getTemplate() + " makes of its unit " + rule.getUnit());
    }

    private static boolean env(Map<String, String> patterns, Map<String, String> env) {
        return patterns.keySet().equals(env.keySet())
                && env.entrySet().stream()
                        .allMatch(
                                entry -> Pattern.matches(patterns.getOrDefault(entry.getKey(), ""), entry.getValue()));
    }

    private static boolean ports(ApprovedUnit rule, List<Port> ports) {
        return ports.stream()
                .allMatch(port -> rule.getPortsList().stream()
                        .anyMatch(allowed -> allowed.getName().equals(port.name())
                                && allowed.getContainer() == port.container()
                                && allowed.getTransport()
                                        .equals(port.transport().name())
                                && allowed.getPublish().equals(port.publish().name())));
    }

    private static Optional<String> file(Map<String, ApprovedFile> rules, String name, UnitFile file) {
        ApprovedFile rule = rules.get(name);
        if (rule == null) return Optional.of("file " + name);
        if (rule.getMembers()) return members(file);
        boolean same = rule.getRendered() == file.rendered()
                && rule.getSecret() == file.secret()
                && Pattern.compile(rule.getPattern(), Pattern.DOTALL)
                        .matcher(file.content().text())
                        .matches();
        return refuse(!same, "content of file " + name);
    }

    private static Optional<String> members(UnitFile file) {
        try {
            return refuse(
                    file.secret() || !JSON.readTree(file.content().text()).isObject(),
                    UnitSpec.MEMBERS_FILE + " that is no list of members");
        } catch (JsonProcessingException notJson) {
            return Optional.of(UnitSpec.MEMBERS_FILE + " that is not JSON");
        }
    }

    private static String hash(ApprovedUnit unit) {
        return HexFormat.of().formatHex(unit.getProgramSha256().toByteArray());
    }

    private static Optional<String> refuse(boolean wrong, String what) {
        return wrong ? Optional.of(what) : Optional.empty();
    }

    private static Optional<String> first(List<Optional<String>> refusals) {
        return refusals.stream().flatMap(Optional::stream).findFirst();
    }
}
