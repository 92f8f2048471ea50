package dev.berth.control.drain;

import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.TenantId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;

/** What is still on hosts that are to be empty. */
public final class Drains {
    /** What was last said of the one in its place, such as why there is no place for it, since the drain began. */
    private static final Field<String> SAID = field(select(EVENT.REASON)
            .from(EVENT)
            .where(
                    EVENT.SUBJECT_ID.eq(coalesce(NODE.POOL_ID, NODE.NODE_ID).cast(String.class)),
                    EVENT.KIND.in("pool.short", "pool.member-replaced", "node.not-moved", "node.moving"))
            .and(EVENT.AT.ge(HOST.DRAIN_SINCE))
            .orderBy(EVENT.EVENT_ID.desc())
            .limit(1));

    private final Templates templates;

    public Drains(Templates templates) {
        this.templates = templates;
    }

    /** Every node that holds a place on the host, by name. */
    public List<Remaining> remaining(DSLContext tx, HostId host) {
        return tx.select(NODE.fields())
                .select(TENANT.NAME, SAID)
                .from(LEASE)
                .join(HOST)
                .on(HOST.HOST_ID.eq(LEASE.HOST_ID))
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
                                Node.Desired.valueOf(row.get(NODE.DESIRED).toUpperCase(Locale.ROOT)),
                                row.get(NODE.POOL_ID) != null,
                                row.get(NODE.ON_DRAIN).equals(Node.OnDrain.MOVE.text()),
                                new TemplateHash(row.get(NODE.TEMPLATE_HASH))),
                        Optional.ofNullable(row.get(SAID))));
    }

    private Remaining.Way way(
            DSLContext tx, Node.Desired desired, boolean ofPool, boolean moves, TemplateHash template) {
        if (desired == Node.Desired.DELETED) return Remaining.Way.LEAVES;
        if (desired == Node.Desired.RETAINED) return Remaining.Way.DATA_KEPT;
        if (!ofPool) return moves ? Remaining.Way.MADE_ANEW : Remaining.Way.OWNER_DECIDES;
        return templates.required(tx, template).template().sharesHost()
                ? Remaining.Way.POOL_OF_ONE_HOST
                : Remaining.Way.REPLACED;
    }
}
