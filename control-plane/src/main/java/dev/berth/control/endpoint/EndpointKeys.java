package dev.berth.control.endpoint;

import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.secret.KeyId;
import dev.berth.control.secret.KeyText;
import dev.berth.control.secret.MasterKey;
import dev.berth.migrations.schema.tables.records.EndpointKeyRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * Keys of endpoints as stored: the hash, which travels to proxies, and the text sealed with the master key, so that the
 * owner can read the URL again.
 */
public final class EndpointKeys {
    private final MasterKey masterKey;

    public EndpointKeys(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    public void add(DSLContext tx, Endpoint endpoint, KeyText key, IssueKey.Wish wish) {
        tx.insertInto(ENDPOINT_KEY)
                .set(ENDPOINT_KEY.KEY_ID, key.id().text())
                .set(ENDPOINT_KEY.ENDPOINT_ID, endpoint.id().value())
                .set(ENDPOINT_KEY.TENANT_ID, endpoint.tenant().value())
                .set(ENDPOINT_KEY.NAME, wish.name())
                .set(allowance(wish.allowance()))
                .set(ENDPOINT_KEY.SECRET_SHA256, key.secretSha256())
                .set(
                        ENDPOINT_KEY.SEALED_KEY,
                        masterKey.seal(key.text().getBytes(StandardCharsets.US_ASCII), owner(key.id())))
                .set(ENDPOINT_KEY.EXPIRES_AT, wish.expiresAt())
                .execute();
    }

    /** At most {@code limit} keys of an endpoint, newest first, from {@code from} on; those with {@code named} in name or id, null: any. */
    public List<EndpointKey> list(DSLContext tx, EndpointId endpoint, @Nullable String named, long from, int limit) {
        Condition wanted = named == null
                ? noCondition()
                : ENDPOINT_KEY.NAME.containsIgnoreCase(named).or(ENDPOINT_KEY.KEY_ID.contains(named));
        return tx.selectFrom(ENDPOINT_KEY)
                .where(ENDPOINT_KEY.ENDPOINT_ID.eq(endpoint.value()))
                .and(wanted)
                .orderBy(ENDPOINT_KEY.CREATED_AT.desc(), ENDPOINT_KEY.KEY_ID)
                .limit(limit)
                .offset(from)
                .fetch(EndpointKeys::endpointKey);
    }

    public Optional<EndpointKey> find(DSLContext tx, EndpointId endpoint, KeyId id) {
        return tx.selectFrom(ENDPOINT_KEY)
                .where(ENDPOINT_KEY.ENDPOINT_ID.eq(endpoint.value()))
                .and(ENDPOINT_KEY.KEY_ID.eq(id.text()))
                .fetchOptional(EndpointKeys::endpointKey);
    }

    /** The key's text. */
    public String open(DSLContext tx, KeyId id) {
        byte[] sealed = tx.select(ENDPOINT_KEY.SEALED_KEY)
                .from(ENDPOINT_KEY)
                .where(ENDPOINT_KEY.KEY_ID.eq(id.text()))
                .fetchSingle(ENDPOINT_KEY.SEALED_KEY);
        return new String(masterKey.open(sealed, owner(id)), StandardCharsets.US_ASCII);
    }

    /** Changes what a key may use of its endpoint's; a trigger moves the feed. */
    public static void allow(DSLContext tx, KeyId id, Allowance allowance) {
        tx.update(ENDPOINT_KEY)
                .set(allowance(allowance))
                .where(ENDPOINT_KEY.KEY_ID.eq(id.text()))
                .execute();
    }

    private static Map<Field<?>, Object> allowance(Allowance allowance) {
        return Map.of(
                ENDPOINT_KEY.CALLS_PER_SECOND, allowance.callsPerSecond(),
                ENDPOINT_KEY.BURST, allowance.burst(),
                ENDPOINT_KEY.UNITS_PER_SECOND, allowance.unitsPerSecond(),
                ENDPOINT_KEY.CALLS_PER_DAY, allowance.callsPerDay(),
                ENDPOINT_KEY.UNITS_PER_DAY, allowance.unitsPerDay());
    }

    /** Lets a key expire {@code seconds} from now, unless it does so earlier. */
    void expireIn(DSLContext tx, KeyId id, int seconds) {
        tx.execute(
                "update endpoint_key set expires_at = least(expires_at, now() + make_interval(secs => ?)) where key_id"
                        + " = ?",
                seconds,
                id.text());
    }

    static void revoke(DSLContext tx, KeyId id) {
        tx.update(ENDPOINT_KEY)
                .set(ENDPOINT_KEY.REVOKED_AT, currentInstant())
                .where(ENDPOINT_KEY.KEY_ID.eq(id.text()))
                .and(ENDPOINT_KEY.REVOKED_AT.isNull())
                .execute();
    }

    private static String owner(KeyId id) {
        return "endpoint-key:" + id;
    }

    private static EndpointKey endpointKey(EndpointKeyRecord row) {
        return new EndpointKey(
                new KeyId(row.getKeyId()),
                new EndpointId(row.getEndpointId()),
                row.getName(),
                new Allowance(
                        row.getCallsPerSecond(),
                        row.getBurst(),
                        row.getUnitsPerSecond(),
                        row.getCallsPerDay(),
                        row.getUnitsPerDay()),
                row.getCreatedAt(),
                row.getExpiresAt(),
                row.getRevokedAt());
    }
}
