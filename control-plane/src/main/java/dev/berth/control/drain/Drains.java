package dev.berth.control.drain;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.TENANT;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.TenantId;
import java.util.List;
import org.jooq.DSLContext;

/** What is still on hosts that are to be empty. */
public final class Drains {
    private final Templates templates;

    public Drains(Templates templates) {
        this.templates = templates;
    }

    /** Every node that holds a place on the host, by name. */
    public List<Remaining> remaining(DSLContext tx, HostId host) {
        return tx.select(NODE.fields())
                .select(TENANT.NAME)
                .from(LEASE)
                .join(NODE)
                .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                .join(TENANT)
                .on(TENANT.TENANT_ID.eq(NODE.TENANT_ID))
                .where(LEASE.HOST_ID.eq(host.value()), LEASE.ENDED_AT.isNull())
                .orderBy(NODE.NAME)
                .fetch(row -> new Remaining(
                        new NodeId(row.get(NODE.NODE_ID)),
                        row.get(NODE.NAME),
                        new TenantId(row.get(NODE.TENANT_ID)),
                        row.get(TENANT.NAME),
                        way(
                                tx,
                                row.get(NODE.DESIRED).equals("deleted"),
                                row.get(NODE.POOL_ID) != null,
                                new TemplateHash(row.get(NODE.TEMPLATE_HASH)))));
    }

    private Remaining.Way way(DSLContext tx, boolean leaves, boolean ofPool, TemplateHash template) {
        if (leaves) return Remaining.Way.LEAVES;
        if (!ofPool) return Remaining.Way.OWNER_DECIDES;
        return templates.required(tx, template).template().sharesHost()
                ? Remaining.Way.POOL_OF_ONE_HOST
                : Remaining.Way.REPLACED;
    }
}
