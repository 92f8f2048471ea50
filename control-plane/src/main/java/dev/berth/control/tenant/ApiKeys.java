package dev.berth.control.tenant;

import static dev.berth.migrations.schema.Tables.API_KEY;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.secret.KeyId;
import dev.berth.control.secret.KeyText;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** Keys of the management API as stored. */
public final class ApiKeys {
    private ApiKeys() {}

    /** Whose key this is; empty when it is unknown, wrong, expired or revoked: which of them is not told. */
    public static Optional<Caller> holder(DSLContext platform, KeyText key) {
        var row = platform.selectFrom(API_KEY)
                .where(API_KEY.KEY_ID.eq(key.id().text()))
                .and(API_KEY.REVOKED_AT.isNull())
                .and(API_KEY.EXPIRES_AT.isNull().or(API_KEY.EXPIRES_AT.gt(currentInstant())))
                .fetchOne();
        byte[] expected = row == null ? new byte[32] : row.getSecretSha256();
        if (!MessageDigest.isEqual(expected, key.secretSha256()) || row == null) return Optional.empty();
        UUID tenant = row.getTenantId();
        return Optional.of(new Caller(
                new Caller.Proof.Key(key.id(), row.getName()),
                Role.of(row.getRole()),
                tenant == null ? null : new TenantId(tenant)));
    }

    public static void add(
            DSLContext tx,
            KeyText key,
            String name,
            Role role,
            @Nullable TenantId tenant,
            @Nullable UUID member,
            @Nullable Instant expiresAt) {
        tx.insertInto(API_KEY)
                .set(API_KEY.KEY_ID, key.id().text())
                .set(API_KEY.TENANT_ID, tenant == null ? null : tenant.value())
                .set(API_KEY.MEMBER_ID, member)
                .set(API_KEY.NAME, name)
                .set(API_KEY.ROLE, role.text())
                .set(API_KEY.SECRET_SHA256, key.secretSha256())
                .set(API_KEY.EXPIRES_AT, expiresAt)
                .execute();
    }

    /** At most {@code limit} keys, newest first, from {@code from} on. */
    public static List<ApiKey> list(DSLContext tx, Scope scope, long from, int limit) {
        return select(tx, scope)
                .orderBy(API_KEY.CREATED_AT.desc(), API_KEY.KEY_ID)
                .limit(limit)
                .offset(from)
                .fetch(ApiKeys::apiKey);
    }

    public static Optional<ApiKey> find(DSLContext tx, Scope scope, KeyId id) {
        return select(tx, scope).and(API_KEY.KEY_ID.eq(id.text())).fetchOptional(ApiKeys::apiKey);
    }

    /** Revokes for ever; what was revoked stays as it is. */
    public static void revoke(DSLContext tx, Scope scope, KeyId id) {
        tx.update(API_KEY)
                .set(API_KEY.REVOKED_AT, currentInstant())
                .where(API_KEY.KEY_ID.eq(id.text()))
                .and(scope.includes(API_KEY.TENANT_ID))
                .and(API_KEY.REVOKED_AT.isNull())
                .execute();
    }

    static void revokeOfMember(DSLContext tx, MemberId member) {
        tx.update(API_KEY)
                .set(API_KEY.REVOKED_AT, currentInstant())
                .where(API_KEY.MEMBER_ID.eq(member.value()))
                .and(API_KEY.REVOKED_AT.isNull())
                .execute();
    }

    private static SelectConditionStep<? extends Record> select(DSLContext tx, Scope scope) {
        return tx.select(API_KEY.fields())
                .select(TENANT.NAME)
                .from(API_KEY)
                .leftJoin(TENANT)
                .on(TENANT.TENANT_ID.eq(API_KEY.TENANT_ID))
                .where(scope.includes(API_KEY.TENANT_ID));
    }

    private static ApiKey apiKey(Record row) {
        var tenant = row.get(API_KEY.TENANT_ID);
        return new ApiKey(
                new KeyId(row.get(API_KEY.KEY_ID)),
                tenant == null ? null : new TenantId(tenant),
                row.get(TENANT.NAME),
                row.get(API_KEY.MEMBER_ID),
                row.get(API_KEY.NAME),
                Role.of(row.get(API_KEY.ROLE)),
                row.get(API_KEY.CREATED_AT),
                row.get(API_KEY.EXPIRES_AT),
                row.get(API_KEY.REVOKED_AT));
    }
}
