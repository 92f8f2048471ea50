package dev.berth.control.simulation;

import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.placement.Resources;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;

/** What holds at every step, whatever has gone wrong. */
final class Invariants {
    private Invariants() {}

    static void check(Registry registry) {
        reservations(registry);
        leases(registry);
        things(registry);
        money(registry);
        registry.nodes().forEach(Invariants::failure);
    }

    /** What is reserved on a host is what leases hold there, and the host has it. */
    private static void reservations(Registry registry) {
        Map<SimulatedHost, Resources> held = new HashMap<>();
        for (StoredNode node : registry.openLeases.values())
            held.merge(registry.host(node), node.lease().held(), Resources::plus);
        for (SimulatedHost host : registry.hosts.values()) {
            Resources sum = held.getOrDefault(host, Resources.NONE);
            if (!sum.equals(host.reserved))
                broken(host.name + " has reserved " + host.reserved + ", and its leases hold " + sum);
            Resources most = SimulatedHost.ALLOCATABLE;
            if (sum.cpuMillis() > most.cpuMillis()
                    || sum.memoryBytes() > most.memoryBytes()
                    || sum.diskBytes() > most.diskBytes()
                    || sum.gpu() > most.gpu()) broken(host.name + " has " + most + ", and its leases hold " + sum);
        }
    }

    /** A node that is wanted holds one lease, and no lease is held for one that is not there. */
    private static void leases(Registry registry) {
        var holders = new HashSet<NodeId>();
        for (StoredNode node : registry.openLeases.values()) {
            if (!holders.add(node.node().id())) broken(node.node().name() + " has two open leases");
            if (node.openLease().isEmpty()) broken(node.node().name() + " has an open lease that has ended");
        }
        for (StoredNode node : registry.nodes())
            if (!holders.remove(node.node().id()) && !hasLeft(node))
                broken(node.node().name() + " holds no lease, and has not lost its host");
        if (!holders.isEmpty()) broken("leases are held for nodes that are not there: " + holders);
    }

    private static boolean hasLeft(StoredNode node) {
        return node.lease().state() instanceof LeaseState.Ended ended && ended.cause() == LeaseState.Cause.HOST_LOST;
    }

    /** One unit for each role and generation over all hosts, and nothing where its node has no place but what is known to be left. */
    private static void things(Registry registry) {
        var units = new HashSet<UnitName>();
        for (SimulatedHost host : registry.hosts.values()) {
            HostObservation there = host.things();
            for (UnitObservation unit : there.units()) {
                if (!units.add(unit.name())) broken(unit.name() + " is on two hosts, one is " + host.name);
                belongs(registry, host, "unit " + unit.name(), unit.labels());
            }
            there.volumes().forEach(volume -> belongs(registry, host, "volume " + volume.name(), volume.labels()));
            there.networks().forEach(network -> belongs(registry, host, "network " + network.name(), network.labels()));
        }
    }

    private static void belongs(Registry registry, SimulatedHost host, String what, Labels labels) {
        NodeId id = NodeId.parse(labels.node());
        boolean left = registry.leavings.stream()
                .anyMatch(one ->
                        one.node().equals(id) && one.host().equals(host.id) && labels.generation() <= one.generation());
        if (left) return;
        StoredNode node = registry.nodes.get(id);
        if (node == null
                || node.openLease().map(Lease::host).filter(host.id::equals).isEmpty())
            broken(what + " is on " + host.name + ", where its node holds no lease; made by epoch " + labels.epoch());
        else if (labels.generation() > node.node().generation())
            broken(what + " is of a generation that nobody wanted yet: " + labels.generation() + ", not "
                    + node.node().generation());
    }

    private static void money(Registry registry) {
        long held = registry.openLeases.values().stream()
                .map(node -> node.escrow)
                .filter(Objects::nonNull)
                .mapToLong(escrow -> escrow.deposited() - escrow.withdrawn())
                .sum();
        String wrong = registry.money.wrong(held);
        if (!wrong.isEmpty()) broken(wrong);
    }

    /** Who is given up is told why, and what was seen. */
    private static void failure(StoredNode node) {
        NodeSeen seen = node.seen().orElse(null);
        if (seen == null || seen.failureCode() == null || node.node().desired() == Node.Desired.DELETED) return;
        boolean evidence = seen.conditions().stream()
                .anyMatch(condition -> !condition.met() && !condition.detail().isBlank());
        if (seen.failureReason() == null || seen.failureReason().isBlank() || !evidence)
            broken(node.node().name() + " has failed without reason or evidence: " + seen);
    }

    private static void broken(String what) {
        throw new InvariantBroken(what);
    }
}
