package dev.berth.control.reconcile;

import dev.berth.control.feed.PublishRouting;
import dev.berth.control.feed.PublishRouting.Serving;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.template.Credential;
import dev.berth.control.template.Template;
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
    private List<Serving> last = List.of();
    private Set<NodeId> outOfReach = Set.of();

    RouteNodes(PublishRouting publish, Function<WantedNode, Map<String, String>> secrets) {
        this.publish = publish;
        this.secrets = secrets;
    }

    /** @param reached hosts whose nodes proxies can call: what a silent host does nobody knows, and another's loopback is not ours */
    void run(List<WantedNode> wanted, Predicate<HostId> reached, Instant now) {
        outOfReach = wanted.stream()
                .filter(node -> node.lease().map(Lease::host).filter(reached).isEmpty())
                .map(WantedNode::id)
                .collect(Collectors.toUnmodifiableSet());
        List<Serving> serving = wanted.stream()
                .filter(node -> takesCalls(node) && !outOfReach.contains(node.id()))
                .flatMap(node -> serving(node).stream())
                .toList();
        boolean changes = !serving.equals(last);
        if (changes) FailPoint.BEFORE_ROUTING.pass();
        Set<NodeId> stood = publish.standing();
        publish.run(serving);
        last = serving;
        stood.stream().filter(node -> !publish.stands(node)).forEach(node -> left.put(node, now));
        left.keySet().removeIf(publish::out);
        if (changes) FailPoint.AFTER_ROUTING.pass();
    }

    /** Nodes that were taken from the table a moment ago, and that a proxy may be sending calls to. */
    Set<NodeId> leaving(Instant now) {
        return left.entrySet().stream()
                .filter(node -> Duration.between(node.getValue(), now).compareTo(PATIENCE) < 0)
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

    private Optional<Serving> serving(WantedNode wanted) {
        return served(wanted).flatMap(port -> {
            String address = wanted.unit(port.port().unit())
                    .map(unit -> unit.addresses().get(port.port().port()))
                    .orElse(null);
            if (address == null) return Optional.empty();
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
                    wanted.lease().orElseThrow().host().toString(),
                    wanted.node().generation()));
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
