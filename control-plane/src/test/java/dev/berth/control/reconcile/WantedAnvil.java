package dev.berth.control.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseId;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.lease.RequestId;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.UnitSeen;
import dev.berth.control.placement.Resources;
import dev.berth.control.template.Catalogue;
import dev.berth.control.template.NodeIdentity;
import dev.berth.control.template.NodePlan;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Rendering;
import dev.berth.control.template.TemplateVersion;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.TenantId;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A dedicated anvil on one host, in any state that a test of the reconciler wants it in. */
final class WantedAnvil {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final HostId HOST = new HostId(new UUID(0, 7));
    private static final Catalogue CATALOGUE = Catalogue.load();
    private static final NodeId NODE = new NodeId(new UUID(0, 1));
    private static final TenantId TENANT = new TenantId(new UUID(0, 2));

    private WantedAnvil() {}

    static WantedNode that(Node.Desired desired, int generation, @Nullable NodeSeen seen, UnitSeen... units) {
        TemplateVersion version = CATALOGUE.templates().stream()
                .filter(one -> one.template().name().equals("anvil"))
                .findFirst()
                .orElseThrow();
        Parameters parameters = defaults(version);
        var node = new Node(
                NODE,
                TENANT,
                "a",
                "anvil",
                version.hash(),
                "small",
                parameters,
                Optional.empty(),
                Node.OnDrain.ASK,
                Node.OnDataLoss.ASK,
                desired,
                generation,
                NOW.minusSeconds(600),
                Optional.empty());
        var lease = new Lease(
                new LeaseId(new UUID(0, 3)),
                new RequestId(new UUID(0, 4)),
                TENANT,
                NODE,
                HOST,
                "local",
                new LeaseState.Active(),
                Optional.empty(),
                new Lease.Rate("USD", BigDecimal.ZERO, 0),
                Agreement.USUAL,
                NOW.minusSeconds(600),
                Resources.NONE,
                List.of(),
                Optional.of("10.0.0.0/28"));
        return new WantedNode(
                node,
                version.template(),
                Objects.requireNonNull(CATALOGUE.networks().get("anvil")),
                Optional.of(lease),
                Optional.of(plan(version, parameters, generation)),
                Optional.empty(),
                false,
                Optional.ofNullable(seen),
                List.of(units),
                Optional.empty());
    }

    private static Parameters defaults(TemplateVersion version) {
        var values = new HashMap<String, JsonNode>();
        version.template()
                .parameters()
                .forEach((name, rule) -> values.put(name, Objects.requireNonNull(rule.defaultValue())));
        return new Parameters(values);
    }

    private static NodePlan plan(TemplateVersion version, Parameters parameters, int generation) {
        List<NodeIdentity.HostPort> ports = version.template().units().entrySet().stream()
                .flatMap(unit -> unit.getValue().ports().keySet().stream()
                        .map(port -> new NodeIdentity.HostPort(unit.getKey(), port, "127.0.0.1", 20_000)))
                .toList();
        return Rendering.plan(
                version,
                new NodeIdentity(
                        NODE, "a", Optional.empty(), generation, "anvil", "small", parameters, ports, List.of()));
    }

    static UnitName unit(int generation) {
        return new UnitName(Rendering.shortName(NODE), "node", generation);
    }

    /** The host with these units of the node, as far as they are given a state. */
    static Map<HostId, HostObservation> host(UnitObservation... units) {
        return Map.of(HOST, new HostObservation(NOW, List.of(units), List.of(), List.of()));
    }

    static UnitObservation found(int generation, UnitState state) {
        return new UnitObservation(
                unit(generation), new Labels("test", NODE.toString(), "node", generation, "op", 1), state, List.of());
    }

    static UnitState running() {
        return runningSince(NOW.minusSeconds(300));
    }

    static UnitState runningSince(Instant started) {
        return new UnitState.Running(started);
    }

    static UnitState killed() {
        return new UnitState.Exited(new UnitState.Exit.Code(137), false, false, Optional.of(NOW));
    }

    static UnitSeen seenRunning(int generation) {
        return new UnitSeen(
                "node",
                generation,
                UnitSeen.State.RUNNING,
                Map.of(),
                null,
                false,
                NOW.minusSeconds(300),
                null,
                1,
                null,
                NOW.minusSeconds(300));
    }

    static NodeSeen seen(boolean answers, boolean ready, int attempts, @Nullable Instant unmetSince) {
        return new NodeSeen(
                1,
                answers,
                5L,
                NOW,
                null,
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                unmetSince == null ? NOW.minusSeconds(60) : null,
                unmetSince,
                ready,
                null,
                null,
                null,
                attempts,
                NOW);
    }
}
