package dev.berth.control.pool;

import static org.jooq.impl.DSL.field;

import dev.berth.control.database.Database;
import dev.berth.control.disk.NodeDisks;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOrder;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.node.Nodes;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.tenant.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each pool the members and the driver that it lacks, elsewhere where a host is lost, full or to be emptied, restarts those
 * that are to be, and removes what it has too much of. Idempotent: run on a timer and on a nudge; of several control planes
 * one at a time does it, so that no two take a member each.
 */
public final class KeepPools {
    private static final Logger LOG = LoggerFactory.getLogger(KeepPools.class);
    private static final Actor ACTOR = new Actor("pools");
    /** A member that is stopped for its host's disk is waited for as long as a silent host usually is. */
    private static final Duration PRESSED_AFTER = Duration.ofMinutes(10);

    private final Database database;
    private final Templates templates;
    private final NodeOverviews overviews;
    private final CreateNode createNode;
    private final ChangeNode changeNode;
    private final Clock clock;
    private final Map<NodeId, Instant> stoppedSince =
            new HashMap<>(); // of those for which their host's disk has no room
    private final Map<String, String> saidOf = new HashMap<>();

    public KeepPools(
            Database database, Templates templates, CreateNode createNode, ChangeNode changeNode, Clock clock) {
        this.database = database;
        this.templates = templates;
        this.overviews = new NodeOverviews(templates);
        this.createNode = createNode;
        this.changeNode = changeNode;
        this.clock = clock;
    }

    private record Kept(Pool pool, List<Member> nodes) {}

    /** One pass over all pools, unless another control plane is at one. */
    public void run() {
        database.doAsPlatform(tx -> {
            Boolean alone = tx.select(field("pg_try_advisory_xact_lock(hashtext('berth.pools'))", Boolean.class))
                    .fetchSingle()
                    .value1();
            if (Boolean.TRUE.equals(alone)) pass();
        });
    }

    private void pass() {
        TenantId platform = database.asPlatform(Tenants::platform);
        for (Kept kept : database.asPlatform(this::kept))
            for (PoolPlan step : PoolPlan.of(kept.pool(), kept.nodes(), clock.instant()))
                switch (step) {
                    case PoolPlan.Create(var name, var role, var why) -> create(platform, kept.pool(), name, role, why);
                    case PoolPlan.Remove(var node, var why) -> remove(kept.pool(), node, why);
                    case PoolPlan.Restart(var node, int revision) -> changeNode.restartFor(revision, node, ACTOR);
                }
    }

    private List<Kept> kept(DSLContext tx) {
        Map<HostId, Member.Standing> standings = new HashMap<>();
        for (Host host : Hosts.all(tx)) standings.put(host.id(), standing(host));
        noteStopped(NodeDisks.stopped(tx).keySet());
        return Pools.toKeep(tx).stream()
                .map(pool -> {
                    boolean together =
                            templates.required(tx, pool.template()).template().sharesHost();
                    var nodes = overviews.of(tx, Nodes.ofPool(tx, pool.id()), clock.instant());
                    return new Kept(
                            pool,
                            nodes.stream()
                                    .map(seen -> new Member(
                                            seen, together ? Member.Standing.STAYS : standing(seen, standings)))
                                    .toList());
                })
                .toList();
    }

    private void noteStopped(Set<NodeId> stopped) {
        stoppedSince.keySet().retainAll(stopped);
        for (NodeId node : stopped) stoppedSince.putIfAbsent(node, clock.instant());
    }

    private Member.Standing standing(NodeOverview seen, Map<HostId, Member.Standing> ofHosts) {
        Member.Standing ofHost =
                seen.lease().map(lease -> ofHosts.get(lease.host())).orElse(Member.Standing.STAYS);
        boolean pressed = Optional.ofNullable(stoppedSince.get(seen.node().id()))
                .filter(since -> !since.plus(PRESSED_AFTER).isAfter(clock.instant()))
                .isPresent();
        return pressed && ofHost == Member.Standing.STAYS ? Member.Standing.PRESSED : ofHost;
    }

    private static Member.Standing standing(Host host) {
        if (host.isLost()) return Member.Standing.LOST;
        return host.state() == Host.State.DRAINING ? Member.Standing.DRAINED : Member.Standing.STAYS;
    }

    private void remove(Pool pool, NodeId node, String why) {
        if (!(changeNode.delete(new Scope.Everybody(), node, ACTOR) instanceof ChangeNode.Outcome.Accepted)) return;
        LOG.atInfo()
                .addKeyValue("pool", pool.name())
                .addKeyValue("node", node)
                .addKeyValue("reason", why)
                .log("member removed");
        event(pool, "pool.member-removed", "node " + node + ": " + why);
    }

    private void create(TenantId platform, Pool pool, String name, Node.PoolRole role, String why) {
        boolean driver = role == Node.PoolRole.DRIVER;
        TemplateHash version = driver ? pool.driver().orElseThrow() : pool.template();
        String template = database.asPlatform(
                tx -> templates.required(tx, version).template().name());
        var order = new NodeOrder(
                platform,
                name,
                template,
                version,
                pool.network(),
                driver ? null : pool.size(),
                driver ? Map.of() : pool.parameters().values(),
                pool.constraints(),
                Optional.of(new Node.Membership(pool.id(), role, pool.revision())),
                ACTOR);
        switch (createNode.create(order)) {
            case CreateNode.Outcome.Accepted _ -> {
                saidOf.remove(name);
                if (!why.isEmpty()) event(pool, "pool.member-replaced", name + " " + why);
            }
            case CreateNode.Outcome.Refused(NodeRefusal.NameTaken _) -> {
                // Another control plane was faster.
            }
            case CreateNode.Outcome.Refused(var refusal) -> say(pool, name, refusal);
        }
    }

    /** Once for each reason, not once for each pass. */
    private void say(Pool pool, String name, NodeRefusal refusal) {
        String reason = name + ": " + refusal.message();
        if (reason.equals(saidOf.put(name, reason))) return;
        LOG.atWarn()
                .addKeyValue("pool", pool.name())
                .addKeyValue("reason", reason)
                .log("member not placed");
        event(pool, "pool.short", reason);
    }

    private void event(Pool pool, String kind, String reason) {
        database.doAsPlatform(tx ->
                Events.record(tx, new NewEvent(null, ACTOR, kind, Subject.of("pool", pool.id()), reason)));
    }
}
