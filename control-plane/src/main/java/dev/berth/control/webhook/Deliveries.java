package dev.berth.control.webhook;

import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.TENANT;
import static dev.berth.migrations.schema.Tables.WEBHOOK;
import static dev.berth.migrations.schema.Tables.WEBHOOK_DELIVERY;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.database.JsonColumns;
import dev.berth.control.event.Actor;
import dev.berth.control.event.EventFilter;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.webhook.DueDelivery.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.SelectJoinStep;
import org.jspecify.annotations.Nullable;

/** Deliveries as stored: written by a trigger beside their events, tried from here. */
public final class Deliveries {
    private static final Actor ACTOR = new Actor("webhooks");

    /** Whoever tries a delivery has it for so long; after a crash it is tried again then, under the same id. */
    private static final Duration CLAIMED_FOR = Duration.ofMinutes(1);

    private static final String KEPT = "30 days";

    /** The few that have waited longest of each webhook. */
    private static final String DUE = """
        select delivery_id
        from (select d.delivery_id, d.next_try_at, row_number() over (partition by d.webhook_id order by d.next_try_at) as place
              from webhook_delivery d join webhook w using (webhook_id)
              where d.state = 'waiting' and d.next_try_at <= now() and w.enabled and w.deleted_at is null) as due
        where place <= 5
        order by next_try_at
        limit {0}\
        """;

    private final Webhooks webhooks;

    Deliveries(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /** Takes at most {@code limit} deliveries that are due, so that nobody else tries them meanwhile. */
    List<DueDelivery> claim(DSLContext tx, int limit) {
        List<UUID> claimed = tx.update(WEBHOOK_DELIVERY)
                .set(WEBHOOK_DELIVERY.NEXT_TRY_AT, Database.now(tx).plus(CLAIMED_FOR))
                .set(WEBHOOK_DELIVERY.ATTEMPTS, WEBHOOK_DELIVERY.ATTEMPTS.plus(1))
                .where(WEBHOOK_DELIVERY.DELIVERY_ID.in(select(WEBHOOK_DELIVERY.DELIVERY_ID)
                        .from(WEBHOOK_DELIVERY)
                        .where(WEBHOOK_DELIVERY.DELIVERY_ID.in(
                                tx.resultQuery(DUE, val(limit)).fetch(0, UUID.class)))
                        .and(WEBHOOK_DELIVERY.STATE.eq("waiting"))
                        .and(WEBHOOK_DELIVERY.NEXT_TRY_AT.le(currentInstant()))
                        .forUpdate()
                        .skipLocked()))
                .returning(WEBHOOK_DELIVERY.DELIVERY_ID)
                .fetch(WEBHOOK_DELIVERY.DELIVERY_ID);
        Instant now = Database.now(tx);
        return read(tx).where(WEBHOOK_DELIVERY.DELIVERY_ID.in(claimed)).fetch(row -> due(row, now));
    }

    /** A delivery that tells of nothing, to be tried once, by whoever asked for it. */
    DueDelivery test(DSLContext tx, Webhook webhook) {
        UUID id = tx.insertInto(WEBHOOK_DELIVERY)
                .set(WEBHOOK_DELIVERY.WEBHOOK_ID, webhook.id().value())
                .set(WEBHOOK_DELIVERY.TENANT_ID, webhook.tenant().value())
                .set(WEBHOOK_DELIVERY.ATTEMPTS, 1)
                .set(WEBHOOK_DELIVERY.NEXT_TRY_AT, Database.now(tx).plus(Duration.ofDays(365)))
                .returning(WEBHOOK_DELIVERY.DELIVERY_ID)
                .fetchSingle(WEBHOOK_DELIVERY.DELIVERY_ID);
        Instant now = Database.now(tx);
        return read(tx).where(WEBHOOK_DELIVERY.DELIVERY_ID.eq(id)).fetchSingle(row -> due(row, now));
    }

    private static SelectJoinStep<? extends Record> read(DSLContext tx) {
        var ofWebhook = TENANT.as("of_webhook");
        var ofEvent = TENANT.as("of_event");
        return tx.select(WEBHOOK_DELIVERY.fields())
                .select(WEBHOOK.fields())
                .select(EVENT.fields())
                .select(
                        EventFilter.SEVERITY.as("severity"),
                        ofWebhook.KIND.as("owner_kind"),
                        ofEvent.NAME.as("event_tenant"))
                .from(WEBHOOK_DELIVERY)
                .join(WEBHOOK)
                .on(WEBHOOK.WEBHOOK_ID.eq(WEBHOOK_DELIVERY.WEBHOOK_ID))
                .join(ofWebhook)
                .on(ofWebhook.TENANT_ID.eq(WEBHOOK.TENANT_ID))
                .leftJoin(EVENT)
                .on(EVENT.EVENT_ID.eq(WEBHOOK_DELIVERY.EVENT_ID))
                .leftJoin(ofEvent)
                .on(ofEvent.TENANT_ID.eq(EVENT.TENANT_ID));
    }

    private DueDelivery due(Record row, Instant now) {
        UUID webhook = row.get(WEBHOOK.WEBHOOK_ID);
        boolean test = row.get(WEBHOOK_DELIVERY.EVENT_ID) == null;
        return new DueDelivery(
                new DeliveryId(row.get(WEBHOOK_DELIVERY.DELIVERY_ID)),
                new WebhookId(webhook),
                new TenantId(row.get(WEBHOOK.TENANT_ID)),
                row.get("owner_kind", String.class).equals("platform"),
                URI.create(row.get(WEBHOOK.URL)),
                row.get(WEBHOOK_DELIVERY.ATTEMPTS),
                webhooks.secrets(
                        webhook,
                        row.get(WEBHOOK.SEALED_SECRET),
                        row.get(WEBHOOK.SEALED_SECRET_BEFORE),
                        row.get(WEBHOOK.BEFORE_UNTIL),
                        now),
                (test ? testBody(row) : body(row)).toString(),
                !test);
    }

    private static ObjectNode testBody(Record row) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "webhook.test")
                .put("timestamp", row.get(WEBHOOK_DELIVERY.CREATED_AT).toString());
        body.putObject("data").put("webhook", row.get(WEBHOOK.NAME));
        return body;
    }

    private static ObjectNode body(Record row) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("type", row.get(EVENT.KIND))
                .put("timestamp", row.get(EVENT.AT).toString());
        ObjectNode data = body.putObject("data")
                .put("id", row.get(EVENT.EVENT_ID))
                .put("severity", row.get("severity", String.class));
        UUID tenant = row.get(EVENT.TENANT_ID);
        if (tenant == null) data.putNull("tenant");
        else data.putObject("tenant").put("id", tenant.toString()).put("name", row.get("event_tenant", String.class));
        data.put("actor", row.get(EVENT.ACTOR))
                .put("subjectKind", row.get(EVENT.SUBJECT_KIND))
                .put("subjectId", row.get(EVENT.SUBJECT_ID))
                .put("reason", row.get(EVENT.REASON))
                .set("detail", JsonColumns.tree(row.get(EVENT.DETAIL)));
        return body;
    }

    /** Notes what came of a try, and when the next is. */
    static void tried(DSLContext tx, DueDelivery delivery, Outcome outcome) {
        switch (outcome) {
            case Outcome.Heard(int status) -> note(tx, delivery, Delivery.State.DELIVERED, status, "", null);
            case Outcome.Answered(int status) -> inVain(tx, delivery, status, "answered " + status);
            case Outcome.Unreached(String reason) -> inVain(tx, delivery, null, reason);
        }
    }

    private static void inVain(DSLContext tx, DueDelivery delivery, @Nullable Integer status, String problem) {
        Optional<Duration> pause = delivery.retried() ? RetrySchedule.after(delivery.attempt()) : Optional.empty();
        if (pause.isPresent()) {
            note(
                    tx,
                    delivery,
                    Delivery.State.WAITING,
                    status,
                    problem,
                    Database.now(tx).plus(pause.get()));
            return;
        }
        note(tx, delivery, Delivery.State.GIVEN_UP, status, problem, null);
        if (delivery.retried())
            Events.record(
                    tx,
                    new NewEvent(
                            delivery.tenant(),
                            ACTOR,
                            "webhook.gave-up",
                            Subject.of("webhook", delivery.webhook()),
                            "delivery " + delivery.id() + " was not heard in " + delivery.attempt() + " tries: "
                                    + problem));
    }

    private static void note(
            DSLContext tx,
            DueDelivery delivery,
            Delivery.State state,
            @Nullable Integer status,
            String problem,
            @Nullable Instant next) {
        var update = tx.update(WEBHOOK_DELIVERY)
                .set(WEBHOOK_DELIVERY.STATE, state.text())
                .set(WEBHOOK_DELIVERY.STATUS, status)
                .set(WEBHOOK_DELIVERY.PROBLEM, problem)
                .set(WEBHOOK_DELIVERY.TRIED_AT, currentInstant());
        if (next != null) update = update.set(WEBHOOK_DELIVERY.NEXT_TRY_AT, next);
        update.where(WEBHOOK_DELIVERY.DELIVERY_ID.eq(delivery.id().value()), WEBHOOK_DELIVERY.STATE.eq("waiting"))
                .execute();
    }

    /** Forgets what is old, delivered or not. */
    static void forget(DSLContext tx) {
        tx.execute("delete from webhook_delivery where created_at < now() - interval '" + KEPT + "'");
    }

    /** At most {@code limit} deliveries of a webhook that are older than {@code before}, the newest first. */
    public static List<Delivery> before(DSLContext tx, WebhookId webhook, Optional<UUID> before, int limit) {
        return log(
                        tx,
                        WEBHOOK_DELIVERY
                                .WEBHOOK_ID
                                .eq(webhook.value())
                                .and(before.map(WEBHOOK_DELIVERY.DELIVERY_ID::lt)
                                        .orElse(noCondition())))
                .orderBy(WEBHOOK_DELIVERY.DELIVERY_ID.desc())
                .limit(limit)
                .fetch(Deliveries::delivery);
    }

    static Delivery find(DSLContext tx, DeliveryId id) {
        return log(tx, WEBHOOK_DELIVERY.DELIVERY_ID.eq(id.value())).fetchSingle(Deliveries::delivery);
    }

    private static SelectConditionStep<? extends Record> log(DSLContext tx, Condition which) {
        return tx.select(WEBHOOK_DELIVERY.fields())
                .select(EVENT.KIND)
                .from(WEBHOOK_DELIVERY)
                .leftJoin(EVENT)
                .on(EVENT.EVENT_ID.eq(WEBHOOK_DELIVERY.EVENT_ID))
                .where(which);
    }

    private static Delivery delivery(Record row) {
        var state = Delivery.State.of(row.get(WEBHOOK_DELIVERY.STATE));
        Long event = row.get(WEBHOOK_DELIVERY.EVENT_ID);
        return new Delivery(
                new DeliveryId(row.get(WEBHOOK_DELIVERY.DELIVERY_ID)),
                event,
                event == null ? "webhook.test" : row.get(EVENT.KIND),
                state,
                row.get(WEBHOOK_DELIVERY.ATTEMPTS),
                row.get(WEBHOOK_DELIVERY.STATUS),
                row.get(WEBHOOK_DELIVERY.PROBLEM),
                row.get(WEBHOOK_DELIVERY.CREATED_AT),
                row.get(WEBHOOK_DELIVERY.TRIED_AT),
                state == Delivery.State.WAITING ? row.get(WEBHOOK_DELIVERY.NEXT_TRY_AT) : null);
    }
}
