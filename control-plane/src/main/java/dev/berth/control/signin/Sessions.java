package dev.berth.control.signin;

import static dev.berth.migrations.schema.Tables.MEMBER;
import static dev.berth.migrations.schema.Tables.SESSION;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.database.Database;
import dev.berth.control.tenant.Caller;
import dev.berth.control.tenant.MemberId;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.SessionId;
import dev.berth.control.tenant.TenantId;
import dev.berth.migrations.schema.tables.records.SessionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Sessions as stored. They end when nobody used them for {@link #IDLE}, and {@link #LONGEST} after they began. */
public final class Sessions {
    public static final Duration IDLE = Duration.ofHours(12);
    public static final Duration LONGEST = Duration.ofDays(7);

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private Sessions() {}

    /** Whose session this is; empty when it is unknown or over, or its member was removed. */
    public static Optional<Caller> holder(DSLContext tx, SecretText token) {
        Instant now = Database.now(tx);
        Record row = tx.select(SESSION.SESSION_ID, SESSION.LAST_SEEN_AT)
                .select(MEMBER.MEMBER_ID, MEMBER.EMAIL, MEMBER.ROLE, MEMBER.TENANT_ID)
                .from(SESSION)
                .join(MEMBER)
                .on(MEMBER.MEMBER_ID.eq(SESSION.MEMBER_ID))
                .where(SESSION.TOKEN_SHA256.eq(token.sha256()))
                .and(goesOn(now))
                .and(MEMBER.REMOVED_AT.isNull())
                .fetchOne();
        if (row == null) return Optional.empty();
        var id = new SessionId(row.get(SESSION.SESSION_ID));
        if (row.get(SESSION.LAST_SEEN_AT).isBefore(now.minus(NOTED_EVERY))) noteSeen(tx, id);
        UUID tenant = row.get(MEMBER.TENANT_ID);
        return Optional.of(new Caller(
                new Caller.Proof.Session(
                        id, new MemberId(row.get(MEMBER.MEMBER_ID)), row.get(MEMBER.EMAIL), token.derived("csrf")),
                Role.of(row.get(MEMBER.ROLE)),
                tenant == null ? null : new TenantId(tenant)));
    }

    /** The sessions of a member that go on, newest first, older than {@code before}. */
    public static List<Session> list(DSLContext tx, MemberId member, @Nullable UUID before, int limit) {
        return tx.selectFrom(SESSION)
                .where(ofMember(member, Database.now(tx)))
                .and(before == null ? noCondition() : SESSION.SESSION_ID.lt(before))
                .orderBy(SESSION.SESSION_ID.desc())
                .limit(limit)
                .fetch(Sessions::session);
    }

    static void begin(DSLContext tx, SecretText token, MemberId member, String way, Visitor visitor) {
        tx.insertInto(SESSION)
                .set(SESSION.TOKEN_SHA256, token.sha256())
                .set(SESSION.MEMBER_ID, member.value())
                .set(SESSION.WAY, way)
                .set(SESSION.USER_AGENT, visitor.userAgent())
                .set(SESSION.ADDRESS, visitor.address())
                .set(SESSION.EXPIRES_AT, Database.now(tx).plus(LONGEST))
                .execute();
        forgetOld(tx, member);
    }

    /** Ends one of a member's sessions; the session as it was, empty when there is none that goes on. */
    public static Optional<Session> end(DSLContext tx, MemberId member, SessionId id) {
        return tx.update(SESSION)
                .set(SESSION.ENDED_AT, currentInstant())
                .where(ofMember(member, Database.now(tx)))
                .and(SESSION.SESSION_ID.eq(id.value()))
                .returning()
                .fetchOptional(Sessions::session);
    }

    /** Ends all of a member's sessions but {@code kept}; how many there were. */
    static int endAll(DSLContext tx, MemberId member, @Nullable SessionId kept) {
        return tx.update(SESSION)
                .set(SESSION.ENDED_AT, currentInstant())
                .where(SESSION.MEMBER_ID.eq(member.value()))
                .and(SESSION.ENDED_AT.isNull())
                .and(kept == null ? noCondition() : SESSION.SESSION_ID.ne(kept.value()))
                .execute();
    }

    private static void noteSeen(DSLContext tx, SessionId id) {
        tx.update(SESSION)
                .set(SESSION.LAST_SEEN_AT, currentInstant())
                .where(SESSION.SESSION_ID.eq(id.value()))
                .execute();
    }

    /** What was is told by events; rows of sessions that are long over are not kept. */
    private static void forgetOld(DSLContext tx, MemberId member) {
        tx.deleteFrom(SESSION)
                .where(SESSION.MEMBER_ID.eq(member.value()))
                .and(SESSION.EXPIRES_AT.lt(Database.now(tx).minus(LONGEST)))
                .execute();
    }

    private static Condition ofMember(MemberId member, Instant now) {
        return SESSION.MEMBER_ID.eq(member.value()).and(goesOn(now));
    }

    private static Condition goesOn(Instant now) {
        return SESSION.ENDED_AT.isNull().and(SESSION.EXPIRES_AT.gt(now)).and(SESSION.LAST_SEEN_AT.gt(now.minus(IDLE)));
    }

    private static Session session(SessionRecord row) {
        return new Session(
                new SessionId(row.getSessionId()),
                row.getWay(),
                row.getUserAgent(),
                row.getAddress(),
                row.getCreatedAt(),
                row.getLastSeenAt(),
                row.getExpiresAt());
    }
}
