package dev.berth.control.tenant;

import static dev.berth.migrations.schema.Tables.MEMBER;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.database.Keyset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** Members as stored. */
public final class Members {
    private Members() {}

    /** At most {@code limit} members that have not been removed, newest first, older than {@code before}. */
    public static List<Member> list(DSLContext tx, Scope scope, @Nullable UUID before, int limit) {
        return select(tx, scope)
                .and(MEMBER.REMOVED_AT.isNull())
                .and(Keyset.before(MEMBER.MEMBER_ID, before))
                .orderBy(MEMBER.MEMBER_ID.desc())
                .limit(limit)
                .fetch(Members::member);
    }

    public static Optional<Member> find(DSLContext tx, Scope scope, MemberId id) {
        return select(tx, scope).and(MEMBER.MEMBER_ID.eq(id.value())).fetchOptional(Members::member);
    }

    /** Adds a member, or brings back one that was removed; empty when the address is a member's already. */
    public static Optional<MemberId> add(DSLContext tx, TenantId tenant, String email, Role role) {
        return tx.insertInto(MEMBER)
                .set(MEMBER.TENANT_ID, tenant.value())
                .set(MEMBER.EMAIL, email)
                .set(MEMBER.ROLE, role.text())
                .onConflict(MEMBER.TENANT_ID, MEMBER.EMAIL)
                .doUpdate()
                .set(MEMBER.ROLE, role.text())
                .setNull(MEMBER.REMOVED_AT)
                .where(MEMBER.REMOVED_AT.isNotNull())
                .returning(MEMBER.MEMBER_ID)
                .fetchOptional(row -> new MemberId(row.getMemberId()));
    }

    /** As {@link #add}, for a person of the operator. */
    public static Optional<MemberId> addOperator(DSLContext tx, String email) {
        return tx.insertInto(MEMBER)
                .set(MEMBER.EMAIL, email)
                .set(MEMBER.ROLE, Role.OPERATOR.text())
                .onConflict(MEMBER.EMAIL)
                .where(MEMBER.TENANT_ID.isNull())
                .doUpdate()
                .setNull(MEMBER.REMOVED_AT)
                .where(MEMBER.REMOVED_AT.isNotNull())
                .returning(MEMBER.MEMBER_ID)
                .fetchOptional(row -> new MemberId(row.getMemberId()));
    }

    /** The operator's person with this address, who is added when there is none. */
    public static MemberId operator(DSLContext tx, String email) {
        return addOperator(tx, email)
                .orElseGet(() -> new MemberId(tx.select(MEMBER.MEMBER_ID)
                        .from(MEMBER)
                        .where(MEMBER.TENANT_ID.isNull())
                        .and(MEMBER.EMAIL.eq(email))
                        .fetchSingle(MEMBER.MEMBER_ID)));
    }

    /** Removes a member and revokes its keys; the database ends its sessions and forgets its password. */
    public static void remove(DSLContext tx, MemberId id) {
        tx.update(MEMBER)
                .set(MEMBER.REMOVED_AT, currentInstant())
                .where(MEMBER.MEMBER_ID.eq(id.value()))
                .and(MEMBER.REMOVED_AT.isNull())
                .execute();
        ApiKeys.revokeOfMember(tx, id);
    }

    private static SelectConditionStep<? extends Record> select(DSLContext tx, Scope scope) {
        return tx.select(MEMBER.fields())
                .select(TENANT.NAME)
                .from(MEMBER)
                .leftJoin(TENANT)
                .on(TENANT.TENANT_ID.eq(MEMBER.TENANT_ID))
                .where(scope.includes(MEMBER.TENANT_ID));
    }

    private static Member member(Record row) {
        var tenant = row.get(MEMBER.TENANT_ID);
        return new Member(
                new MemberId(row.get(MEMBER.MEMBER_ID)),
                tenant == null ? null : new TenantId(tenant),
                row.get(TENANT.NAME),
                row.get(MEMBER.EMAIL),
                Role.of(row.get(MEMBER.ROLE)),
                row.get(MEMBER.CREATED_AT),
                row.get(MEMBER.REMOVED_AT));
    }
}
