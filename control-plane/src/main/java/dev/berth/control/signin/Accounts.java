package dev.berth.control.signin;

import static dev.berth.migrations.schema.Tables.MEMBER;
import static dev.berth.migrations.schema.Tables.MEMBER_CREDENTIAL;
import static dev.berth.migrations.schema.Tables.RECOVERY_CODE;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.database.NameOrId;
import dev.berth.control.tenant.MemberId;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.TenantId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jspecify.annotations.Nullable;

/** What members prove themselves by, as stored. Its transactions see every row. */
public final class Accounts {
    private Accounts() {}

    public static Optional<Account> find(DSLContext tx, MemberId member) {
        return select(tx).and(MEMBER.MEMBER_ID.eq(member.value())).fetchOptional(Accounts::account);
    }

    /**
     * The member with this address; of several, which are of one tenant each, the one of {@code tenant}, or that has been
     * there longest of those with a password.
     */
    static Optional<Account> of(DSLContext tx, String email, @Nullable String tenant) {
        return select(tx)
                .and(lower(MEMBER.EMAIL).eq(email.toLowerCase(Locale.ROOT)))
                .and(tenant == null ? noCondition() : NameOrId.matches(tenant, TENANT.NAME, TENANT.TENANT_ID))
                .orderBy(MEMBER_CREDENTIAL.PASSWORD_HASH.isNull(), MEMBER.MEMBER_ID)
                .limit(1)
                .fetchOptional(Accounts::account);
    }

    static void setPassword(DSLContext tx, MemberId member, PasswordHash password) {
        tx.insertInto(MEMBER_CREDENTIAL)
                .set(MEMBER_CREDENTIAL.MEMBER_ID, member.value())
                .set(MEMBER_CREDENTIAL.PASSWORD_HASH, password.text())
                .set(MEMBER_CREDENTIAL.PASSWORD_SET_AT, currentInstant())
                .onConflict(MEMBER_CREDENTIAL.MEMBER_ID)
                .doUpdate()
                .set(MEMBER_CREDENTIAL.PASSWORD_HASH, password.text())
                .set(MEMBER_CREDENTIAL.PASSWORD_SET_AT, currentInstant())
                .execute();
    }

    /** Keeps the secret of an authenticator that is yet to be shown to work. */
    static void offerTotp(DSLContext tx, MemberId member, Account.SealedTotp totp) {
        tx.insertInto(MEMBER_CREDENTIAL)
                .set(MEMBER_CREDENTIAL.MEMBER_ID, member.value())
                .set(MEMBER_CREDENTIAL.TOTP_SEALED, totp.bytes())
                .onConflict(MEMBER_CREDENTIAL.MEMBER_ID)
                .doUpdate()
                .set(MEMBER_CREDENTIAL.TOTP_SEALED, totp.bytes())
                .execute();
    }

    /** Asks for codes from now on; {@code recovery} are the hashes of those that stand in for one. */
    static void turnTotpOn(DSLContext tx, MemberId member, List<byte[]> recovery) {
        tx.update(MEMBER_CREDENTIAL)
                .set(MEMBER_CREDENTIAL.TOTP_CONFIRMED_AT, currentInstant())
                .where(MEMBER_CREDENTIAL.MEMBER_ID.eq(member.value()))
                .execute();
        forgetRecovery(tx, member);
        for (byte[] code : recovery)
            tx.insertInto(RECOVERY_CODE)
                    .set(RECOVERY_CODE.MEMBER_ID, member.value())
                    .set(RECOVERY_CODE.CODE_SHA256, code)
                    .execute();
    }

    static void turnTotpOff(DSLContext tx, MemberId member) {
        tx.update(MEMBER_CREDENTIAL)
                .setNull(MEMBER_CREDENTIAL.TOTP_CONFIRMED_AT)
                .setNull(MEMBER_CREDENTIAL.TOTP_SEALED)
                .where(MEMBER_CREDENTIAL.MEMBER_ID.eq(member.value()))
                .execute();
        forgetRecovery(tx, member);
    }

    /** Whether no code of this step, or of a later one, was used before; one is from now on. */
    static boolean useStep(DSLContext tx, MemberId member, long step) {
        return tx.update(MEMBER_CREDENTIAL)
                        .set(MEMBER_CREDENTIAL.TOTP_STEP, step)
                        .where(MEMBER_CREDENTIAL.MEMBER_ID.eq(member.value()))
                        .and(MEMBER_CREDENTIAL.TOTP_STEP.lt(step))
                        .execute()
                == 1;
    }

    /** Whether it is a recovery code that was not used before; it is from now on. */
    static boolean useRecovery(DSLContext tx, MemberId member, byte[] code) {
        return tx.update(RECOVERY_CODE)
                        .set(RECOVERY_CODE.USED_AT, currentInstant())
                        .where(RECOVERY_CODE.MEMBER_ID.eq(member.value()))
                        .and(RECOVERY_CODE.CODE_SHA256.eq(code))
                        .and(RECOVERY_CODE.USED_AT.isNull())
                        .execute()
                == 1;
    }

    private static void forgetRecovery(DSLContext tx, MemberId member) {
        tx.deleteFrom(RECOVERY_CODE)
                .where(RECOVERY_CODE.MEMBER_ID.eq(member.value()))
                .execute();
    }

    private static SelectConditionStep<? extends Record> select(DSLContext tx) {
        return tx.select(MEMBER.MEMBER_ID, MEMBER.TENANT_ID, MEMBER.ROLE, MEMBER.EMAIL, TENANT.NAME)
                .select(
                        MEMBER_CREDENTIAL.PASSWORD_HASH,
                        MEMBER_CREDENTIAL.TOTP_SEALED,
                        MEMBER_CREDENTIAL.TOTP_CONFIRMED_AT)
                .from(MEMBER)
                .leftJoin(TENANT)
                .on(TENANT.TENANT_ID.eq(MEMBER.TENANT_ID))
                .leftJoin(MEMBER_CREDENTIAL)
                .on(MEMBER_CREDENTIAL.MEMBER_ID.eq(MEMBER.MEMBER_ID))
                .where(MEMBER.REMOVED_AT.isNull());
    }

    private static Account account(Record row) {
        var tenant = row.get(MEMBER.TENANT_ID);
        return new Account(
                new MemberId(row.get(MEMBER.MEMBER_ID)),
                tenant == null ? null : new TenantId(tenant),
                row.get(TENANT.NAME),
                Role.of(row.get(MEMBER.ROLE)),
                row.get(MEMBER.EMAIL),
                Optional.ofNullable(row.get(MEMBER_CREDENTIAL.PASSWORD_HASH)).map(PasswordHash::parse),
                Optional.ofNullable(row.get(MEMBER_CREDENTIAL.TOTP_SEALED)).map(Account.SealedTotp::new),
                row.get(MEMBER_CREDENTIAL.TOTP_CONFIRMED_AT) != null);
    }
}
