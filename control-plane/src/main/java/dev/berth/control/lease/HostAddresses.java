package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.BLOCKED_PORT;
import static dev.berth.migrations.schema.Tables.BLOCKED_SUBNET;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;

import dev.berth.control.fleet.HostId;
import dev.berth.control.placement.PortChoice;
import dev.berth.control.placement.SubnetChoice;
import dev.berth.control.template.PortRule;
import dev.berth.control.template.Template;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** The ports and subnets of a host: which are taken, and which a new lease gets. */
final class HostAddresses {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ANY = "0.0.0.0";

    private HostAddresses() {}

    /** How many ports of a host the template's nodes take: one for each that a unit listens on. */
    static int portsNeeded(Template template) {
        return template.units().values().stream()
                .mapToInt(unit -> groups(unit.ports()).size())
                .sum();
    }

    /** A host port for each of the template's ports; empty when the host has too few. */
    static Optional<List<LeasedPort>> choosePorts(DSLContext tx, HostId host, Template template) {
        int count = portsNeeded(template);
        List<Integer> free = free(tx, host, count);
        if (free.size() < count) return Optional.empty();
        var numbers = free.iterator();
        var leased = new ArrayList<LeasedPort>();
        template.units()
                .forEach((unit, rule) -> groups(rule.ports()).values().forEach(group -> {
                    int number = numbers.next();
                    group.forEach((port, portRule) -> leased.add(leased(unit, port, portRule, number)));
                }));
        return Optional.of(leased);
    }

    /** {@code count} ports of the host that nobody holds; fewer when there are not enough. */
    static List<Integer> free(DSLContext tx, HostId host, int count) {
        var range = tx.select(HOST.PORT_FROM, HOST.PORT_TO)
                .from(HOST)
                .where(HOST.HOST_ID.eq(host.value()))
                .fetchSingle();
        return PortChoice.lowestFree(range.value1(), range.value2(), taken(tx, host), count);
    }

    /** The subnet that {@code sharing}, a pool, has on the host, or one that is free; empty when there is none left. */
    static Optional<String> chooseSubnet(DSLContext tx, HostId host, Optional<UUID> sharing) {
        Optional<String> held = sharing.flatMap(pool -> tx.select(RESERVED_SUBNET.SUBNET)
                .from(RESERVED_SUBNET)
                .where(RESERVED_SUBNET.HOST_ID.eq(host.value()), RESERVED_SUBNET.OWNER_ID.eq(pool))
                .fetchOptional(RESERVED_SUBNET.SUBNET));
        if (held.isPresent()) return held;
        String range = tx.select(HOST.SUBNET_RANGE)
                .from(HOST)
                .where(HOST.HOST_ID.eq(host.value()))
                .fetchSingle(HOST.SUBNET_RANGE);
        var taken = tx.select(RESERVED_SUBNET.SUBNET)
                .from(RESERVED_SUBNET)
                .where(RESERVED_SUBNET.HOST_ID.eq(host.value()))
                .union(tx.select(BLOCKED_SUBNET.SUBNET)
                        .from(BLOCKED_SUBNET)
                        .where(BLOCKED_SUBNET.HOST_ID.eq(host.value())))
                .fetchSet(RESERVED_SUBNET.SUBNET);
        return SubnetChoice.lowestFree(range, taken);
    }

    /** Holds a subnet for a node or a pool, which may have it already. */
    static void hold(DSLContext tx, HostId host, String subnet, UUID owner) {
        tx.insertInto(RESERVED_SUBNET)
                .set(RESERVED_SUBNET.HOST_ID, host.value())
                .set(RESERVED_SUBNET.SUBNET, subnet)
                .set(RESERVED_SUBNET.OWNER_ID, owner)
                .onConflict(RESERVED_SUBNET.HOST_ID, RESERVED_SUBNET.OWNER_ID)
                .doNothing()
                .execute();
    }

    private static Set<Integer> taken(DSLContext tx, HostId host) {
        var taken = new HashSet<Integer>();
        tx.select(RESERVED_PORT.PORT)
                .from(RESERVED_PORT)
                .where(RESERVED_PORT.HOST_ID.eq(host.value()))
                .forEach(row -> taken.add(row.value1()));
        tx.select(BLOCKED_PORT.PORT)
                .from(BLOCKED_PORT)
                .where(BLOCKED_PORT.HOST_ID.eq(host.value()))
                .forEach(row -> taken.add(row.value1()));
        return taken;
    }

    /** Ports with one number in the container, over TCP and UDP, keep one number on the host. */
    private static Map<Integer, Map<String, PortRule>> groups(Map<String, PortRule> ports) {
        var groups = new LinkedHashMap<Integer, Map<String, PortRule>>();
        ports.forEach((name, rule) -> groups.computeIfAbsent(rule.container(), _ -> new LinkedHashMap<>())
                .put(name, rule));
        return groups;
    }

    private static LeasedPort leased(String unit, String port, PortRule rule, int number) {
        return new LeasedPort(
                unit,
                port,
                rule.publish() == PortRule.Publish.P2P ? ANY : LOOPBACK,
                rule.protocol() == PortRule.Protocol.UDP ? LeasedPort.Transport.UDP : LeasedPort.Transport.TCP,
                number);
    }
}
