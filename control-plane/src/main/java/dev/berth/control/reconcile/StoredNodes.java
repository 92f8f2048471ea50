package dev.berth.control.reconcile;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.NODE_OBSERVATION;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static dev.berth.migrations.schema.Tables.UNIT;

import dev.berth.control.database.Written;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.Observations;
import dev.berth.control.node.UnitSeen;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.TableField;

/**
 * The nodes in use with their places and what was last seen of them, as the database has them. Kept from one look to the next: only what was
 * {@linkplain Written written} since is read again, and what went is found by counting. One thread at a time.
 */
final class StoredNodes {
    private final NavigableMap<NodeId, Stored> nodes = new TreeMap<>(Comparator.comparing(NodeId::value));
    private OptionalLong lookedAt = OptionalLong.empty();

    record Stored(Node node, Optional<Lease> lease, Optional<NodeSeen> seen, List<UnitSeen> units) {
        /** All of it that other nodes may be told. */
        Placed placed() {
            return new Placed(node, lease);
        }
    }

    record Placed(Node node, Optional<Lease> lease) {}

    /** In the order in which they were asked for. */
    Collection<Stored> all() {
        return nodes.values();
    }

    Optional<Stored> find(NodeId id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** Forgets all, so that the next look reads all: something broke off within a look. */
    void forget() {
        nodes.clear();
        lookedAt = OptionalLong.empty();
    }

    /**
     * Looks, within a transaction of isolation level repeatable read.
     *
     * @return what was known of each node that may differ now; empty: it was not known
     */
    Map<NodeId, Optional<Stored>> look(DSLContext tx) {
        long now = Written.oldest(tx);
        var before = new HashMap<NodeId, Optional<Stored>>();
        if (lookedAt.isEmpty()) {
            put(Nodes.inUse(tx), Leases.open(tx), tx, before);
        } else {
            Set<NodeId> written = written(tx, lookedAt.getAsLong());
            if (!written.isEmpty()) put(Nodes.inUse(tx, written), Leases.open(tx, written), tx, before);
            leaveOutTheGone(tx, before);
        }
        lookedAt = OptionalLong.of(now);
        return before;
    }

    private void put(List<Node> read, Map<NodeId, Lease> leases, DSLContext tx, Map<NodeId, Optional<Stored>> before) {
        List<NodeId> ids = read.stream().map(Node::id).toList();
        Map<NodeId, List<UnitSeen>> units = Observations.units(tx, ids);
        Map<NodeId, NodeSeen> seen = Observations.nodes(tx, ids);
        for (Node node : read) {
            NodeId id = node.id();
            var stored = new Stored(
                    node,
                    Optional.ofNullable(leases.get(id)),
                    Optional.ofNullable(seen.get(id)),
                    units.getOrDefault(id, List.of()));
            before.put(id, Optional.ofNullable(nodes.put(id, stored)));
        }
    }

    private Set<NodeId> written(DSLContext tx, long since) {
        Condition nodeInUse = NODE.GONE_AT.isNull();
        Condition leaseOpen = LEASE.ENDED_AT.isNull();
        Select<Record1<UUID>> written = select(
                        tx, NODE.NODE_ID, Written.in(NODE).since(since).and(nodeInUse))
                .unionAll(
                        select(tx, LEASE.NODE_ID, Written.in(LEASE).since(since).and(leaseOpen)))
                .unionAll(select(tx, UNIT.NODE_ID, Written.in(UNIT).since(since)))
                .unionAll(select(
                        tx,
                        NODE_OBSERVATION.NODE_ID,
                        Written.in(NODE_OBSERVATION).since(since)))
                .unionAll(tx.select(LEASE.NODE_ID)
                        .from(RESERVED_PORT)
                        .join(LEASE)
                        .on(LEASE.LEASE_ID.eq(RESERVED_PORT.LEASE_ID))
                        .where(Written.in(RESERVED_PORT).since(since)))
                .unionAll(tx.select(NODE.NODE_ID)
                        .from(RESERVED_SUBNET)
                        .join(NODE)
                        .on(NODE.NODE_ID.eq(RESERVED_SUBNET.OWNER_ID))
                        .where(Written.in(RESERVED_SUBNET).since(since)))
                .unionAll(tx.select(NODE.NODE_ID)
                        .from(RESERVED_SUBNET)
                        .join(NODE)
                        .on(NODE.POOL_ID.eq(RESERVED_SUBNET.OWNER_ID))
                        .where(Written.in(RESERVED_SUBNET).since(since)));
        var ids = new HashSet<NodeId>();
        written.forEach(row -> ids.add(new NodeId(row.value1())));
        return ids;
    }

    private static Select<Record1<UUID>> select(DSLContext tx, TableField<?, UUID> node, Condition condition) {
        return tx.select(node).from(node.getTable()).where(condition);
    }

    /** All that is in use is known by now; so as many known as there are means the same. */
    private void leaveOutTheGone(DSLContext tx, Map<NodeId, Optional<Stored>> before) {
        if (tx.fetchCount(NODE, NODE.GONE_AT.isNull()) != nodes.size()) {
            Set<NodeId> left = ids(tx, NODE.NODE_ID, NODE.GONE_AT.isNull());
            nodes.values().removeIf(stored -> {
                boolean gone = !left.contains(stored.node().id());
                if (gone) before.putIfAbsent(stored.node().id(), Optional.of(stored));
                return gone;
            });
        }
        long placed = nodes.values().stream()
                .filter(stored -> stored.lease().isPresent())
                .count();
        if (tx.fetchCount(LEASE, LEASE.ENDED_AT.isNull()) == placed) return;
        Set<NodeId> open = ids(tx, LEASE.NODE_ID, LEASE.ENDED_AT.isNull());
        nodes.replaceAll((id, stored) -> {
            if (stored.lease().isEmpty() || open.contains(id)) return stored;
            before.putIfAbsent(id, Optional.of(stored));
            return new Stored(stored.node(), Optional.empty(), stored.seen(), stored.units());
        });
    }

    private static Set<NodeId> ids(DSLContext tx, TableField<?, UUID> node, Condition condition) {
        var ids = new HashSet<NodeId>();
        select(tx, node, condition).forEach(row -> ids.add(new NodeId(row.value1())));
        return ids;
    }
}
