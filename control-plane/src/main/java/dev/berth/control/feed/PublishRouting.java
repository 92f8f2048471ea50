package dev.berth.control.feed;

import static dev.berth.migrations.schema.Tables.FEED_ROUTING;
import static dev.berth.migrations.schema.Tables.POOL;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.Target;
import dev.berth.contract.v1.Upstream;
import dev.berth.control.billing.PriceTable;
import dev.berth.control.billing.PriceTables;
import dev.berth.control.database.Database;
import dev.berth.control.node.NodeId;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.Network;
import dev.berth.control.template.Networks;
import dev.berth.control.template.ResolvedMethods;
import dev.berth.host.engine.UnitName;
import dev.berth.host.tunnel.TunnelAddress;
import dev.berth.migrations.schema.Routines;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes a new version of the routing table when its content is another than the newest one's, and knows which proxies
 * have come so far.
 */
public final class PublishRouting {
    private static final int KEPT = 100;

    private final Database database;
    private final MasterKey sealing;
    private final Map<NodeId, ByteString> sealed = new HashMap<>();
    private Routing newest = Routing.getDefaultInstance();
    private @Nullable Inputs published;
    private Set<NodeId> routed = Set.of();
    private final Map<NodeId, Long> since = new HashMap<>();
    private long appliedByAll;

    /** @param sealing the key that proxies hold, for the credentials of nodes */
    public PublishRouting(Database database, MasterKey sealing) {
        this.database = database;
        this.sealing = sealing;
    }

    /**
     * A node that takes calls.
     *
     * @param pool the pool it is a member of; empty: dedicated
     * @param credential {@code user:password}; empty: none is needed
     * @param tunnel the way to it when it is on another host than the control plane's own
     */
    public record Serving(
            NodeId node,
            String name,
            Optional<String> pool,
            String network,
            String address,
            String path,
            Optional<String> credential,
            String host,
            int generation,
            Optional<Way> tunnel) {}

    /**
     * A way through the agent of a node's host.
     *
     * @param address of the agent
     * @param serverName that the agent's certificate has
     * @param port of the unit, by name
     */
    public record Way(TunnelAddress address, String serverName, UnitName unit, String port) {}

    /** Brings the newest version to what serves now. One thread calls this. */
    public void run(List<Serving> serving) {
        if (newest.getVersion() == 0) database.asPlatform(FeedTables::routing).ifPresent(this::remember);
        Routing standing = newest;
        Inputs inputs = database.asPlatform(tx -> inputs(tx, serving));
        if (!inputs.equals(published)) {
            Routing content = content(inputs);
            boolean same = content.equals(standing.toBuilder().clearVersion().build());
            Routing now = same ? standing : database.asPlatform(tx -> write(tx, content));
            if (now.getVersion() != standing.getVersion()) remember(now); // only what has been committed
            published = inputs;
        }
        appliedByAll = database.asPlatform(tx -> Proxies.all(tx).stream()
                .filter(Proxies.Proxy::connected)
                .mapToLong(Proxies.Proxy::routing)
                .min()
                .orElse(Long.MAX_VALUE));
    }

    /** Every proxy that follows has the node in its table. */
    public boolean in(NodeId node) {
        return routed.contains(node) && since.getOrDefault(node, Long.MAX_VALUE) <= appliedByAll;
    }

    /** None that follows has. */
    public boolean out(NodeId node) {
        return !routed.contains(node) && since.getOrDefault(node, 0L) <= appliedByAll;
    }

    /** The nodes in the newest table. */
    public Set<NodeId> standing() {
        return routed;
    }

    /** Whether the node stands in the newest table. */
    public boolean stands(NodeId node) {
        return routed.contains(node);
    }

    /** All that the table follows from. */
    private record Inputs(
            List<Network> networks,
            List<RoutingContent.Methods> tables,
            List<StoredPool> pools,
            List<Serving> serving) {}

    private record StoredPool(String id, String network, boolean replicated) {}

    private static Inputs inputs(DSLContext tx, List<Serving> serving) {
        List<Network> networks = Networks.all(tx);
        var methodTables = Networks.methodTables(tx);
        Instant now = Database.now(tx);
        List<RoutingContent.Methods> tables = networks.stream()
                .map(network -> new RoutingContent.Methods(
                        network.name(),
                        ResolvedMethods.of(network.methodTable(), methodTables),
                        PriceTables.inForce(tx, network.name(), now).map(PriceTable::tariff)))
                .toList();
        List<StoredPool> pools = tx.select(POOL.POOL_ID, POOL.NETWORK, POOL.REPLICATION)
                .from(POOL)
                .where(POOL.DELETED_AT.isNull())
                .orderBy(POOL.POOL_ID)
                .fetch(row -> new StoredPool(
                        row.value1().toString(), row.value2(), row.value3().equals("peers")));
        return new Inputs(networks, tables, pools, serving);
    }

    private Routing content(Inputs inputs) {
        Map<Optional<String>, List<Serving>> members =
                inputs.serving().stream().collect(Collectors.groupingBy(Serving::pool));
        var targets = new ArrayList<RoutingContent.Usable>();
        for (StoredPool pool : inputs.pools())
            targets.add(new RoutingContent.Usable(
                    pool.id(),
                    pool.network(),
                    true,
                    pool.replicated(),
                    members.getOrDefault(Optional.of(pool.id()), List.of()).stream()
                            .map(this::place)
                            .toList()));
        for (Serving node : members.getOrDefault(Optional.<String>empty(), List.of()))
            targets.add(new RoutingContent.Usable(
                    node.node().toString(), node.network(), false, true, List.of(place(node))));
        return RoutingContent.of(inputs.networks(), inputs.tables(), targets);
    }

    private RoutingContent.Place place(Serving node) {
        return new RoutingContent.Place(
                node.node().toString(),
                node.name(),
                node.address(),
                node.path(),
                node.credential().map(text -> seal(node.node(), text)).orElse(ByteString.EMPTY),
                node.host(),
                node.generation(),
                node.tunnel());
    }

    /** Sealing is not the same twice, and a table that differs is sent to all proxies: so once per credential. */
    private ByteString seal(NodeId node, String credential) {
        ByteString known = sealed.get(node);
        if (known != null && opens(known, node, credential)) return known;
        ByteString fresh =
                ByteString.copyFrom(sealing.seal(credential.getBytes(StandardCharsets.UTF_8), node.toString()));
        sealed.put(node, fresh);
        return fresh;
    }

    private boolean opens(ByteString known, NodeId node, String credential) {
        try {
            byte[] open = sealing.open(known.toByteArray(), node.toString());
            return new String(open, StandardCharsets.UTF_8).equals(credential);
        } catch (IllegalStateException anotherKey) {
            return false;
        }
    }

    private static Routing write(DSLContext tx, Routing content) {
        long version = Routines.nextFeedVersion(tx.configuration(), "routing");
        tx.insertInto(FEED_ROUTING)
                .set(FEED_ROUTING.VERSION, version)
                .set(FEED_ROUTING.CONTENT, content.toByteArray())
                .execute();
        tx.deleteFrom(FEED_ROUTING)
                .where(FEED_ROUTING.VERSION.lt(version - KEPT))
                .execute();
        return content.toBuilder().setVersion(version).build();
    }

    private void remember(Routing table) {
        Set<NodeId> now = table.getTargetsList().stream()
                .map(Target::getUpstreamsList)
                .flatMap(List::stream)
                .peek(upstream -> {
                    if (!upstream.getSealedCredential().isEmpty())
                        sealed.put(NodeId.parse(upstream.getUpstreamId()), upstream.getSealedCredential());
                })
                .map(Upstream::getUpstreamId)
                .map(NodeId::parse)
                .collect(Collectors.toUnmodifiableSet());
        var changed = new HashSet<>(now);
        changed.addAll(routed);
        changed.removeIf(node -> now.contains(node) == routed.contains(node));
        changed.forEach(node -> since.put(node, table.getVersion()));
        routed = now;
        newest = table;
    }
}
