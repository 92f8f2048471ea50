package dev.berth.control.spread;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NETWORK_CAP;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.TEMPLATE_VERSION;
import static org.jooq.impl.DSL.count;

import dev.berth.control.fleet.HostId;
import dev.berth.control.placement.NetworkCap;
import dev.berth.control.placement.Zone;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/** The nodes of one network that have a place, by who would take them all down at once. Drivers serve nobody, and do not count. */
public record NetworkSpread(
        String network,
        int maxProviderPercent,
        int maxZonePercent,
        List<Share> shares,
        List<Part> hosts,
        List<Part> templates) {
    private static final int ALL = 100;
    private static final int MOST_HOSTS = 20;
    private static final Condition SERVES = NODE.POOL_ROLE.isNull().or(NODE.POOL_ROLE.ne("driver"));

    /** How many nodes one zone has. */
    public record Share(Zone zone, int nodes) {}

    /** How many nodes a host has, or are made from a template. */
    public record Part(String name, int nodes) {}

    public NetworkSpread {
        shares = List.copyOf(shares);
        hosts = List.copyOf(hosts);
        templates = List.copyOf(templates);
    }

    public int nodes() {
        return shares.stream().mapToInt(Share::nodes).sum();
    }

    /** What placement is to keep to; empty: anything goes. */
    public static Optional<NetworkCap> cap(DSLContext tx, String network) {
        return tx.selectFrom(NETWORK_CAP)
                .where(NETWORK_CAP.NETWORK.eq(network))
                .fetchOptional()
                .filter(cap -> cap.getMaxProviderPercent() < ALL || cap.getMaxZonePercent() < ALL)
                .map(cap -> new NetworkCap(
                        network, cap.getMaxProviderPercent(), cap.getMaxZonePercent(), nodesByHost(tx, network)));
    }

    private static Map<HostId, Integer> nodesByHost(DSLContext tx, String network) {
        var nodes = new HashMap<HostId, Integer>();
        tx.select(LEASE.HOST_ID, count())
                .from(LEASE)
                .join(NODE)
                .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                .where(NODE.NETWORK.eq(network), LEASE.ENDED_AT.isNull(), SERVES)
                .groupBy(LEASE.HOST_ID)
                .forEach(row -> nodes.put(new HostId(row.value1()), row.value2()));
        return nodes;
    }

    /** How it is now. */
    public static NetworkSpread of(DSLContext tx, String network) {
        var cap = tx.selectFrom(NETWORK_CAP)
                .where(NETWORK_CAP.NETWORK.eq(network))
                .fetchOptional();
        List<Share> shares = tx.select(HOST.PROVIDER, HOST.REGION, HOST.ZONE, count())
                .from(LEASE)
                .join(NODE)
                .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                .join(HOST)
                .on(HOST.HOST_ID.eq(LEASE.HOST_ID))
                .where(NODE.NETWORK.eq(network), LEASE.ENDED_AT.isNull(), SERVES)
                .groupBy(HOST.PROVIDER, HOST.REGION, HOST.ZONE)
                .orderBy(count().desc(), HOST.PROVIDER, HOST.REGION, HOST.ZONE)
                .fetch(row -> new Share(new Zone(row.value1(), row.value2(), row.value3()), row.value4()));
        return new NetworkSpread(
                network,
                cap.map(row -> row.getMaxProviderPercent()).orElse(ALL),
                cap.map(row -> row.getMaxZonePercent()).orElse(ALL),
                shares,
                parts(tx, network, HOST.NAME, MOST_HOSTS),
                parts(tx, network, TEMPLATE_VERSION.TEMPLATE, Integer.MAX_VALUE));
    }

    /** The largest first. */
    private static List<Part> parts(DSLContext tx, String network, Field<String> name, int most) {
        return tx.select(name, count())
                .from(LEASE)
                .join(NODE)
                .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                .join(HOST)
                .on(HOST.HOST_ID.eq(LEASE.HOST_ID))
                .join(TEMPLATE_VERSION)
                .on(TEMPLATE_VERSION.TEMPLATE_HASH.eq(NODE.TEMPLATE_HASH))
                .where(NODE.NETWORK.eq(network), LEASE.ENDED_AT.isNull(), SERVES)
                .groupBy(name)
                .orderBy(count().desc(), name)
                .limit(most)
                .fetch(row -> new Part(row.value1(), row.value2()));
    }

    /** Holds for what is placed from now on; what has a place keeps it. */
    public static void limit(DSLContext tx, String network, int maxProviderPercent, int maxZonePercent) {
        tx.insertInto(NETWORK_CAP)
                .set(NETWORK_CAP.NETWORK, network)
                .set(NETWORK_CAP.MAX_PROVIDER_PERCENT, maxProviderPercent)
                .set(NETWORK_CAP.MAX_ZONE_PERCENT, maxZonePercent)
                .onConflict(NETWORK_CAP.NETWORK)
                .doUpdate()
                .set(NETWORK_CAP.MAX_PROVIDER_PERCENT, maxProviderPercent)
                .set(NETWORK_CAP.MAX_ZONE_PERCENT, maxZonePercent)
                .execute();
    }
}
