package dev.berth.control.webhook;

import static dev.berth.migrations.schema.Tables.TENANT;
import static dev.berth.migrations.schema.Tables.WEBHOOK;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.database.Database;
import dev.berth.control.database.NameOrId;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** Webhooks as stored, with their secrets sealed. */
public final class Webhooks {
    private final MasterKey masterKey;

    public Webhooks(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    /** What is wanted of a webhook. */
    public record Wish(String name, URI url, Rule rule, boolean enabled) {}

    /** At most {@code limit} webhooks by name, from {@code from} on. */
    public static List<Webhook> list(DSLContext tx, Scope scope, long from, int limit) {
        return select(tx, scope)
                .orderBy(TENANT.NAME, WEBHOOK.NAME)
                .limit(limit)
                .offset(from)
                .fetch(Webhooks::webhook);
    }

    /** The one of this id or name; a name that several tenants use finds none. */
    public static Optional<Webhook> find(DSLContext tx, Scope scope, String nameOrId) {
        List<Webhook> found = select(tx, scope)
                .and(NameOrId.matches(nameOrId, WEBHOOK.NAME, WEBHOOK.WEBHOOK_ID))
                .limit(2)
                .fetch(Webhooks::webhook);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    public static boolean taken(DSLContext tx, TenantId tenant, String name) {
        return tx.fetchExists(
                WEBHOOK, WEBHOOK.TENANT_ID.eq(tenant.value()), WEBHOOK.NAME.eq(name), WEBHOOK.DELETED_AT.isNull());
    }

    public WebhookId add(DSLContext tx, TenantId tenant, Wish wish, SigningSecret secret, String by) {
        UUID id = UUID.randomUUID();
        tx.insertInto(WEBHOOK)
                .set(WEBHOOK.WEBHOOK_ID, id)
                .set(WEBHOOK.TENANT_ID, tenant.value())
                .set(WEBHOOK.NAME, wish.name())
                .set(WEBHOOK.URL, wish.url().toString())
                .set(WEBHOOK.KINDS, wish.rule().kinds().toArray(String[]::new))
                .set(
                        WEBHOOK.OF_TENANT,
                        wish.rule().ofTenant().map(TenantId::value).orElse(null))
                .set(WEBHOOK.LEAST_SEVERITY, wish.rule().least().text())
                .set(WEBHOOK.ENABLED, wish.enabled())
                .set(WEBHOOK.SEALED_SECRET, seal(id, secret))
                .set(WEBHOOK.CREATED_BY, by)
                .execute();
        return new WebhookId(id);
    }

    public static void change(DSLContext tx, WebhookId id, Wish wish) {
        tx.update(WEBHOOK)
                .set(WEBHOOK.URL, wish.url().toString())
                .set(WEBHOOK.KINDS, wish.rule().kinds().toArray(String[]::new))
                .set(
                        WEBHOOK.OF_TENANT,
                        wish.rule().ofTenant().map(TenantId::value).orElse(null))
                .set(WEBHOOK.LEAST_SEVERITY, wish.rule().least().text())
                .set(WEBHOOK.ENABLED, wish.enabled())
                .where(WEBHOOK.WEBHOOK_ID.eq(id.value()))
                .execute();
    }

    /** Lets another secret sign, and the one before it beside it for so long. */
    public void rotate(DSLContext tx, WebhookId id, SigningSecret secret, Duration overlap) {
        Instant until = Database.now(tx).plus(overlap);
        tx.update(WEBHOOK)
                .set(WEBHOOK.SEALED_SECRET_BEFORE, WEBHOOK.SEALED_SECRET)
                .set(WEBHOOK.BEFORE_UNTIL, until)
                .set(WEBHOOK.SEALED_SECRET, seal(id.value(), secret))
                .where(WEBHOOK.WEBHOOK_ID.eq(id.value()))
                .execute();
    }

    /** It is told of nothing any more, not even of what was on its way. */
    public static void delete(DSLContext tx, WebhookId id) {
        tx.update(WEBHOOK)
                .set(WEBHOOK.DELETED_AT, currentInstant())
                .where(WEBHOOK.WEBHOOK_ID.eq(id.value()), WEBHOOK.DELETED_AT.isNull())
                .execute();
    }

    /** All secrets that sign now, the newest first. */
    List<SigningSecret> secrets(
            UUID webhook, byte[] sealed, byte @Nullable [] before, @Nullable Instant beforeUntil, Instant now) {
        var secrets = new ArrayList<SigningSecret>();
        secrets.add(open(webhook, sealed));
        if (before != null && beforeUntil != null && beforeUntil.isAfter(now)) secrets.add(open(webhook, before));
        return secrets;
    }

    private byte[] seal(UUID webhook, SigningSecret secret) {
        return masterKey.seal(secret.text().getBytes(StandardCharsets.US_ASCII), owner(webhook));
    }

    private SigningSecret open(UUID webhook, byte[] sealed) {
        return SigningSecret.parse(new String(masterKey.open(sealed, owner(webhook)), StandardCharsets.US_ASCII));
    }

    private static String owner(UUID webhook) {
        return "webhook:" + webhook;
    }

    private static SelectConditionStep<? extends Record> select(DSLContext tx, Scope scope) {
        return tx.select(WEBHOOK.fields())
                .select(TENANT.NAME, TENANT.KIND)
                .from(WEBHOOK)
                .join(TENANT)
                .on(TENANT.TENANT_ID.eq(WEBHOOK.TENANT_ID))
                .where(scope.includes(WEBHOOK.TENANT_ID))
                .and(WEBHOOK.DELETED_AT.isNull());
    }

    private static Webhook webhook(Record row) {
        return new Webhook(
                new WebhookId(row.get(WEBHOOK.WEBHOOK_ID)),
                new TenantId(row.get(WEBHOOK.TENANT_ID)),
                row.get(TENANT.NAME),
                row.get(TENANT.KIND).equals("platform"),
                row.get(WEBHOOK.NAME),
                URI.create(row.get(WEBHOOK.URL)),
                new Rule(
                        List.of(row.get(WEBHOOK.KINDS)),
                        Optional.ofNullable(row.get(WEBHOOK.OF_TENANT)).map(TenantId::new),
                        Severity.of(row.get(WEBHOOK.LEAST_SEVERITY))),
                row.get(WEBHOOK.ENABLED),
                Optional.ofNullable(row.get(WEBHOOK.BEFORE_UNTIL)),
                row.get(WEBHOOK.CREATED_BY),
                row.get(WEBHOOK.CREATED_AT));
    }
}
