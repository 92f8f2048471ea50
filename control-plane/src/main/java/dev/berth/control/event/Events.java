package dev.berth.control.event;

import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.max;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectConditionStep;

/** Events as stored: added to, never changed. */
public final class Events {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Events() {}

    /** Writes what happened in the transaction that makes it happen. */
    public static void record(DSLContext tx, NewEvent event) {
        TenantId tenant = event.tenant();
        tx.insertInto(EVENT)
                .set(EVENT.TENANT_ID, tenant == null ? null : tenant.value())
                .set(EVENT.ACTOR, event.actor().text())
                .set(EVENT.KIND, event.kind())
                .set(EVENT.SUBJECT_KIND, event.subject().kind())
                .set(EVENT.SUBJECT_ID, event.subject().id())
                .set(EVENT.REASON, event.reason())
                .set(EVENT.DETAIL, JSONB.valueOf(event.detail().toString()))
                .execute();
    }

    /** At most {@code limit} events with an id below {@code before}, newest first. */
    public static List<Event> before(DSLContext tx, Scope scope, EventFilter filter, long before, int limit) {
        return page(tx, scope, filter, before, limit).fetch(Events::event);
    }

    static Select<? extends Record> page(DSLContext tx, Scope scope, EventFilter filter, long before, int limit) {
        return select(tx, scope, filter)
                .and(EVENT.EVENT_ID.lt(before))
                .orderBy(EVENT.EVENT_ID.desc())
                .limit(limit);
    }

    /** At most {@code limit} events with an id above {@code after}, oldest first. */
    public static List<Event> after(DSLContext tx, Scope scope, EventFilter filter, long after, int limit) {
        return select(tx, scope, filter)
                .and(EVENT.EVENT_ID.gt(after))
                .orderBy(EVENT.EVENT_ID)
                .limit(limit)
                .fetch(Events::event);
    }

    /** Id of the newest event; 0 when there is none. */
    public static long newest(DSLContext tx, Scope scope) {
        Long newest = tx.select(max(EVENT.EVENT_ID))
                .from(EVENT)
                .where(scope.includes(EVENT.TENANT_ID))
                .fetchOne(0, Long.class);
        return newest == null ? 0 : newest;
    }

    private static SelectConditionStep<? extends Record> select(DSLContext tx, Scope scope, EventFilter filter) {
        return tx.select(EVENT.fields())
                .select(TENANT.NAME, EventFilter.SEVERITY, SubjectName.NAME)
                .from(EVENT)
                .leftJoin(TENANT)
                .on(TENANT.TENANT_ID.eq(EVENT.TENANT_ID))
                .where(scope.includes(EVENT.TENANT_ID))
                .and(filter.condition());
    }

    private static Event event(Record row) {
        var tenant = row.get(EVENT.TENANT_ID);
        try {
            return new Event(
                    row.get(EVENT.EVENT_ID),
                    row.get(EVENT.AT),
                    tenant == null ? null : new TenantId(tenant),
                    row.get(TENANT.NAME),
                    new Actor(row.get(EVENT.ACTOR)),
                    row.get(EVENT.KIND),
                    row.get(EventFilter.SEVERITY),
                    new Subject(row.get(EVENT.SUBJECT_KIND), row.get(EVENT.SUBJECT_ID)),
                    row.get(SubjectName.NAME),
                    row.get(EVENT.REASON),
                    JSON.readTree(row.get(EVENT.DETAIL).data()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + row.get(EVENT.EVENT_ID) + ": " + e.getMessage(), e);
        }
    }
}
