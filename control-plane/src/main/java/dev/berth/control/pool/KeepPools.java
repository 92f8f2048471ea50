package dev.berth.control.pool;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each pool the members and the driver that it lacks, and removes what it has too much of. Idempotent: run on a
 * timer and on a nudge, by one thread.
 */
public final class KeepPools {
    private static final Logger LOG = LoggerFactory.getLogger(KeepPools.class);
    private static final Actor ACTOR = new Actor("pools");

    private final Database database;
    private final Templates templates;
    private final NodeOverviews overviews;
    private final CreateNode createNode;
    private final ChangeNode changeNode;
    private final Clock clock;
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

    private record Kept(Pool pool, List<NodeOverview> nodes) {}

    /** One pass over all pools. */
    public void run() {
        TenantId platform = database.asPlatform(Tenants::platform);
        List<Kept> pools = database.asPlatform(tx -> Pools.toKeep(tx).stream()
                .map(pool -> new Kept(pool, overviews.of(tx, Nodes.ofPool(tx, pool.id()), clock.instant())))
                .toList());
        for (Kept kept : pools)
            for (PoolPlan step : PoolPlan.of(kept.pool(), kept.nodes(), clock.instant()))
                switch (step) {
                    case PoolPlan.Create(var name, var role) -> create(platform, kept.pool(), name, role);
                    case PoolPlan.Remove(var node, var why) -> {
                        LOG.atInfo()
                                .addKeyValue("pool", kept.pool().name())
                                .addKeyValue("node", node)
                                .addKeyValue("reason", why)
                                .log("member removed");
                        changeNode.delete(new Scope.Everybody(), node, ACTOR);
                    }
                }
    }

    private void create(TenantId platform, Pool pool, String name, Node.PoolRole role) {
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
                Optional.of(new Node.Membership(pool.id(), role)),
                ACTOR);
        switch (createNode.create(order)) {
            case CreateNode.Outcome.Accepted _ -> saidOf.remove(name);
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
        database.doAsPlatform(tx ->
                Events.record(tx, new NewEvent(null, ACTOR, "pool.short", Subject.of("pool", pool.id()), reason)));
    }
}
