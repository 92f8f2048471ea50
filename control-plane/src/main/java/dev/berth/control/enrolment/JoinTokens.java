package dev.berth.control.enrolment;

import static dev.berth.migrations.schema.Tables.HOST_JOIN_TOKEN;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.event.Actor;
import dev.berth.host.join.JoinToken;
import java.security.MessageDigest;
import java.time.Instant;
import org.jooq.DSLContext;

/** Tokens that let hosts join, as stored: never their secrets. */
final class JoinTokens {
    private JoinTokens() {}

    /** What a token is worth to whom presents it. */
    sealed interface Use {
        record Good(String hostName) implements Use {}

        /** The secret is right; the token was used or is over. */
        record Spent(String hostName, String why) implements Use {}

        /** No such token, or another secret. */
        record Unknown() implements Use {}
    }

    static void add(DSLContext tx, JoinToken token, String hostName, Actor by, Instant expiresAt) {
        tx.insertInto(HOST_JOIN_TOKEN)
                .set(HOST_JOIN_TOKEN.TOKEN_ID, token.id())
                .set(HOST_JOIN_TOKEN.SECRET_SHA256, JoinToken.sha256(token.secret()))
                .set(HOST_JOIN_TOKEN.HOST_NAME, hostName)
                .set(HOST_JOIN_TOKEN.CREATED_BY, by.text())
                .set(HOST_JOIN_TOKEN.EXPIRES_AT, expiresAt)
                .execute();
    }

    /** Uses the token up; of two that come at once, one is second. */
    static Use use(DSLContext tx, String id, String secret, Instant now) {
        var row = tx.selectFrom(HOST_JOIN_TOKEN)
                .where(HOST_JOIN_TOKEN.TOKEN_ID.eq(id))
                .forUpdate()
                .fetchOne();
        if (row == null || !MessageDigest.isEqual(row.getSecretSha256(), JoinToken.sha256(secret)))
            return new Use.Unknown();
        if (row.getUsedAt() != null)
            return new Use.Spent(row.getHostName(), "the token was used at " + row.getUsedAt());
        if (!row.getExpiresAt().isAfter(now))
            return new Use.Spent(row.getHostName(), "the token was good until " + row.getExpiresAt());
        tx.update(HOST_JOIN_TOKEN)
                .set(HOST_JOIN_TOKEN.USED_AT, currentInstant())
                .where(HOST_JOIN_TOKEN.TOKEN_ID.eq(id))
                .execute();
        return new Use.Good(row.getHostName());
    }
}
