package dev.berth.control.template;

import dev.berth.control.node.NodeId;
import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.Limits;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.VolumeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** From a template version and a node's identity to what its units are; pure, so that the same node is always the same plan. */
public final class Rendering {
    private static final String LOOPBACK = "127.0.0.1";

    private final TemplateVersion version;
    private final Template template;
    private final NodeIdentity node;
    private final Wording wording;
    private final NetworkName network;

    private Rendering(TemplateVersion version, NodeIdentity node) {
        this.version = version;
        this.template = version.template();
        this.node = node;
        this.wording = new Wording(node.parameters(), template.networks().getOrDefault(node.network(), Map.of()));
        this.network = networkOf(template, node);
    }

    /** The plan of the node's generation. */
    public static NodePlan plan(TemplateVersion version, NodeIdentity node) {
        var rendering = new Rendering(version, node);
        List<UnitPlan> units = rendering.template.units().entrySet().stream()
                .map(unit -> rendering.unit(unit.getKey(), unit.getValue()))
                .toList();
        var secrets = new TreeMap<String, SecretRule>();
        units.forEach(unit -> unit.secretNames().forEach(name -> rendering.need(name, secrets)));
        return new NodePlan(
                rendering.network, units, secrets, rendering.template.readiness(), rendering.template.serves());
    }

    /** The id of a node as it stands in the names of its units: without hyphens. */
    public static String shortName(NodeId node) {
        return node.value().toString().replace("-", "");
    }

    private static NetworkName networkOf(Template template, NodeIdentity node) {
        boolean shared = node.pool().isPresent() && template.sharesHost();
        return new NetworkName("berth-"
                + (shared ? node.pool().orElseThrow().value().toString().replace("-", "") : shortName(node.node())));
    }

    private void need(String name, Map<String, SecretRule> into) {
        SecretRule rule = template.secrets().get(name);
        if (rule == null)
            throw new IllegalStateException("secret " + name + " of " + template.name() + ": not declared");
        into.put(name, rule);
        if (rule.from() != null) need(rule.from(), into);
    }

    private UnitPlan unit(String name, UnitRule rule) {
        List<String> argv = argv(name, rule);
        var env = new LinkedHashMap<String, String>();
        rule.env().forEach((key, value) -> env.put(key, wording.constants(value)));
        Map<String, UnitFile> files = files(argv, env);
        SortedSet<String> delivered = Wording.named("secrets", argv, env.values());
        var needed = new TreeSet<>(delivered);
        files.values().stream()
                .filter(UnitFile::secret)
                .forEach(file -> UnitPlan.SECRET_VALUE
                        .matcher(file.content().text())
                        .results()
                        .forEach(match -> needed.add(match.group(1))));
        Program program = program(rule, version);
        Size.Share share = share(name);
        return new UnitPlan(
                new UnitName(shortName(node.node()), name, node.generation()),
                program,
                argv,
                env,
                ports(name, rule),
                new Limits(
                        share.cpuMillis(),
                        share.memoryBytes(),
                        rule.limits().pids(),
                        rule.limits().openFiles(),
                        share.gpu()),
                Optional.ofNullable(rule.volume())
                        .map(_ -> new UnitPlan.Volume(
                                new VolumeName("berth-" + shortName(node.node()) + "-" + name), program.user())),
                files,
                needed,
                delivered,
                network,
                addresses(),
                new StopBudget(
                        StopBudget.Signal.valueOf(rule.stop().signal()),
                        Duration.ofSeconds(rule.stop().budgetSeconds())),
                template.processEngine() == Template.ProcessEngine.TRUSTED);
    }

    /** What a unit of the version runs, whatever node it belongs to. */
    static Program program(UnitRule rule, TemplateVersion version) {
        UnitUser user = rule.volume() == null
                ? UnitUser.NOBODY
                : UnitUser.parse(rule.volume().owner());
        return new Program(
                HostArtifacts.of(rule.artifact(), version),
                HostArtifacts.runtime(rule),
                user,
                Optional.ofNullable(rule.volume()).map(UnitRule.VolumeRule::path));
    }

    private Size.Share share(String unit) {
        Size size = template.sizes().get(node.size());
        Size.Share share = size == null ? null : size.units().get(unit);
        if (share == null)
            throw new IllegalArgumentException("size: " + node.size() + " (expected: one of "
                    + template.sizes().keySet() + " with unit " + unit + ")");
        return share;
    }

    private List<String> argv(String unit, UnitRule rule) {
        var argv = new ArrayList<String>();
        for (ArgvItem item : rule.argv()) {
            switch (item) {
                case ArgvItem.Always(var words) -> argv.addAll(wording.all(words));
                case ArgvItem.WhenSet(var parameter, var words, var otherwise) ->
                    argv.addAll(wording.all(node.parameters().isSet(parameter) ? words : otherwise));
                case ArgvItem.ForEachPeer(var port, var words) -> {
                    for (NodeIdentity.Peer peer : node.peers()) {
                        String address = "{address." + PeerAddress.name(peer, new PortRef(unit, port)) + "}";
                        wording.all(words).forEach(word -> argv.add(word.replace("{peer}", address)));
                    }
                }
            }
        }
        return argv;
    }

    private Map<String, UnitFile> files(List<String> argv, Map<String, String> env) {
        var files = new TreeMap<String, UnitFile>();
        for (String file : Wording.named("files", argv, env.values())) {
            FileRule rule = template.files().get(file);
            if (rule == null)
                throw new IllegalStateException("file " + file + " of " + template.name() + ": not declared");
            String text = version.file(rule.source())
                    .orElseThrow(() -> new IllegalStateException(
                            "file " + rule.source() + " of " + template.name() + ": not in its folder"))
                    .text();
            Content content = Content.of(rule.rendered() ? wording.constants(text) : text);
            files.put(file, new UnitFile(content, false, rule.secret()));
        }
        if (argv.stream().anyMatch(word -> word.contains("{members}")))
            files.put(UnitSpec.MEMBERS_FILE, DriverMembers.file(template, node.peers()));
        return files;
    }

    private List<Port> ports(String unit, UnitRule rule) {
        return rule.ports().entrySet().stream()
                .map(port -> {
                    NodeIdentity.HostPort leased = leased(unit, port.getKey());
                    return new Port(
                            port.getKey(),
                            port.getValue().container(),
                            port.getValue().protocol() == PortRule.Protocol.UDP
                                    ? Port.Transport.UDP
                                    : Port.Transport.TCP,
                            Port.Publish.valueOf(port.getValue().publish().name()),
                            port.getValue().publish() == PortRule.Publish.P2P ? leased.ip() : LOOPBACK,
                            leased.number());
                })
                .toList();
    }

    private NodeIdentity.HostPort leased(String unit, String port) {
        return node.ports().stream()
                .filter(leased -> leased.unit().equals(unit) && leased.port().equals(port))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("port " + unit + "." + port + " of node " + node.name()
                        + ": not leased (expected: a host port for each port)"));
    }

    private Map<String, Address> addresses() {
        var addresses = new TreeMap<String, Address>();
        template.units()
                .forEach((unit, rule) -> rule.ports()
                        .forEach((port, portRule) -> addresses.put(
                                unit + "." + port,
                                new Address(
                                        new UnitName(shortName(node.node()), unit, node.generation()).alias(),
                                        portRule.container(),
                                        leased(unit, port).number()))));
        node.peers().forEach(peer -> addresses.putAll(PeerAddress.all(peer)));
        return addresses;
    }
}
