package dev.berth.control.event;

import static dev.berth.migrations.schema.Tables.API_KEY;
import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.MEMBER;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.POOL;
import static dev.berth.migrations.schema.Tables.REQUEST;
import static dev.berth.migrations.schema.Tables.TENANT;
import static dev.berth.migrations.schema.Tables.WEBHOOK;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;

import dev.berth.migrations.schema.tables.Tenant;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * What the subject of an event is called now: a lease and a request by their node. Null where a subject has no name, or none
 * that whoever asks may see.
 */
final class SubjectName {
    /** Casts only what is an id: the subject of some kinds is a name already. */
    private static final Condition IS_ID = EVENT.SUBJECT_ID.likeRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$");

    private static final Field<UUID> ID = EVENT.SUBJECT_ID.cast(UUID.class);
    private static final Tenant OF = TENANT.as("of");

    static final Field<String> NAME = when(
                    kind("api-key"),
                    field(select(nullif(API_KEY.NAME, "")).from(API_KEY).where(API_KEY.KEY_ID.eq(EVENT.SUBJECT_ID))))
            .when(
                    kind("endpoint-key"),
                    field(select(nullif(ENDPOINT_KEY.NAME, ""))
                            .from(ENDPOINT_KEY)
                            .where(ENDPOINT_KEY.KEY_ID.eq(EVENT.SUBJECT_ID))))
            .when(id("node"), field(select(NODE.NAME).from(NODE).where(NODE.NODE_ID.eq(ID))))
            .when(
                    id("lease"),
                    field(select(NODE.NAME)
                            .from(LEASE)
                            .join(NODE)
                            .using(NODE.NODE_ID)
                            .where(LEASE.LEASE_ID.eq(ID))))
            .when(
                    id("request"),
                    field(select(NODE.NAME)
                            .from(REQUEST)
                            .join(NODE)
                            .using(NODE.NODE_ID)
                            .where(REQUEST.REQUEST_ID.eq(ID))))
            .when(id("endpoint"), field(select(ENDPOINT.NAME).from(ENDPOINT).where(ENDPOINT.ENDPOINT_ID.eq(ID))))
            .when(id("pool"), field(select(POOL.NAME).from(POOL).where(POOL.POOL_ID.eq(ID))))
            .when(id("host"), field(select(HOST.NAME).from(HOST).where(HOST.HOST_ID.eq(ID))))
            .when(id("member"), field(select(MEMBER.EMAIL).from(MEMBER).where(MEMBER.MEMBER_ID.eq(ID))))
            .when(id("webhook"), field(select(WEBHOOK.NAME).from(WEBHOOK).where(WEBHOOK.WEBHOOK_ID.eq(ID))))
            .when(id("tenant"), field(select(OF.NAME).from(OF).where(OF.TENANT_ID.eq(ID))));

    private SubjectName() {}

    private static Condition kind(String kind) {
        return EVENT.SUBJECT_KIND.eq(kind);
    }

    private static Condition id(String kind) {
        return kind(kind).and(IS_ID);
    }
}
