package dev.berth.control.reconcile;

import dev.berth.control.enrolment.HostAuthority;
import dev.berth.control.feed.PublishRouting;
import dev.berth.control.feed.PublishRouting.Serving;
import dev.berth.control.feed.PublishRouting.Way;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.template.Credential;
import dev.berth.control.template.Template;
import dev.berth.host.engine.UnitName;
import dev.berth.host.tunnel.TunnelAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says which nodes take calls. One comes in when it is READY; it stays while its units run and it is wanted, because the
 * proxies see sooner than we do whether it is of use at the moment.
 */
final class RouteNodes implements RoutedNodes {
    /** How long a node that is to go waits for proxies that have not said that they use it no more. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PublishRouting publish;
    private final Function<WantedNode, Map<String, String>> secrets;
    private final Map<NodeId, Instant> left = new HashMap<>();
    private final Map<NodeId, Known> known = new HashMap<>();
    private List<Serving> last = List.of();
    private Set<NodeId> outOfReach = Set.of();

    private record Known(WantedNode node, Optional<TunnelAddress> tunnel, Optional<Serving> serving) {}

    RouteNodes(PublishRouting publish, Function<WantedNode, Map<String, String>> secrets) {
        this.publish = publish;
        this.secrets = secrets;
    }

    /**
     * What a silent host does nobody knows: calls go elsewhere.
     *
     * @param tunnels the ways to other machines, whose loopback is not the proxies'
     */
    void run(List<WantedNode> wanted, HostAgents hosts, Map<HostId, TunnelAddress> tunnels, Instant now) {
        outOfReach = outOfReach(wanted, hosts, tunnels);
        List<Serving> serving = wanted.stream()
                .filter(node -> takesCalls(node) && !outOfReach.contains(node.id()))
                .flatMap(node -> known(node, tunnels).stream())
                .toList();
        boolean changes = !serving.equals(last);
        if (changes) FailPoint.BEFORE_ROUTING.pass();
        Set<NodeId> stood = publish.standing();
        publish.run(serving);
        last = serving;
        if (known.size() > wanted.size())
            known.keySet().retainAll(wanted.stream().map(WantedNode::id).collect(Collectors.toSet()));
        stood.stream().filter(node -> !publish.stands(node)).forEach(node -> left.put(node, now));
        left.keySet().removeIf(publish::out);
        if (changes) FailPoint.AFTER_ROUTING.pass();
    }

    private static Set<NodeId> outOfReach(
            List<WantedNode> wanted, HostAgents hosts, Map<HostId, TunnelAddress> tunnels) {
        var reached = new HashMap<HostId, Boolean>();
        Predicate<HostId> isReached = host -> reached.computeIfAbsent(
                host, id -> hosts.isInProcess(id) || (tunnels.containsKey(id) && !hosts.isSilent(id)));
        return wanted.stream()
                .filter(node -> node.lease().map(Lease::host).filter(isReached).isEmpty())
                .map(WantedNode::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Nodes that were taken from the table a moment ago, and that a proxy may be sending calls to. */
    Set<NodeId> leaving(Instant now) {
        return left.entrySet().stream()
                .filter(node -> Duration.between(node.getValue(), now).abs().compareTo(PATIENCE) < 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean takesCalls(WantedNode wanted) {
        if (!wanted.shouldRun() || wanted.plan().isEmpty()) return false;
        if (wanted.current().map(NodeSeen::ready).orElse(false)) return true;
        return publish.stands(wanted.id())
                && served(wanted)
                        .flatMap(port -> wanted.unit(port.port().unit()))
                        .filter(unit -> unit.state() == UnitSeen.State.RUNNING)
                        .isPresent();
    }

    private static Optional<Template.Served> served(WantedNode wanted) {
        return wanted.template().serves().stream()
                .filter(port -> port.protocol().equals("http"))
                .findFirst();
    }

    /** Follows from the node and the way to its host. */
    private Optional<Serving> known(WantedNode wanted, Map<HostId, TunnelAddress> tunnels) {
        Optional<TunnelAddress> tunnel = wanted.lease().map(Lease::host).map(tunnels::get);
        Known before = known.get(wanted.id());
        if (before != null && before.node().equals(wanted) && before.tunnel().equals(tunnel)) return before.serving();
        Optional<Serving> now = serving(wanted, tunnels);
        known.put(wanted.id(), new Known(wanted, tunnel, now));
        return now;
    }

    private Optional<Serving> serving(WantedNode wanted, Map<HostId, TunnelAddress> tunnels) {
        return served(wanted).flatMap(port -> {
            UnitSeen unit = wanted.unit(port.port().unit()).orElse(null);
            String address =
                    unit == null ? null : unit.addresses().get(port.port().port());
            if (unit == null || address == null) return Optional.empty();
            HostId host = wanted.lease().orElseThrow().host();
            Credential credential = port.credential();
            return Optional.of(new Serving(
                    wanted.id(),
                    wanted.node().name(),
                    wanted.node().membership().map(of -> of.pool().toString()),
                    wanted.node().network(),
                    address,
                    Objects.requireNonNullElse(port.path(), "/"),
                    Optional.ofNullable(credential)
                            .map(rule -> rule.basic().user() + ":"
                                    + Objects.requireNonNull(secrets.apply(wanted)
                                            .get(rule.basic().secret()))),
                    host.toString(),
                    wanted.node().generation(),
                    Optional.ofNullable(tunnels.get(host))
                            .map(way -> new Way(
                                    way,
                                    HostAuthority.nameOf(host),
                                    new UnitName(wanted.shortName(), unit.unit(), unit.generation()),
                                    port.port().port()))));
        });
    }

    @Override
    public boolean in(NodeId node) {
        return publish.in(node) || outOfReach.contains(node);
    }

    @Override
    public boolean out(NodeId node) {
        return publish.out(node);
    }
}
