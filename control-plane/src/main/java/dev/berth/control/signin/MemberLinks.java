package dev.berth.control.signin;

import static dev.berth.migrations.schema.Tables.MEMBER_LINK;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.tenant.MemberId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** Links that work once, as stored. */
public final class MemberLinks {
    private MemberLinks() {}

    /** What a link is for. */
    public enum Purpose {
        /** To set a password. The newest of a member is the only one that works. */
        PASSWORD(Duration.ofDays(7)),
        SIGN_IN(Duration.ofMinutes(10));

        private final Duration life;

        Purpose(Duration life) {
            this.life = life;
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A link that nobody used yet; its secret is known here and never again. */
    public record NewLink(SecretText secret, Instant expiresAt) {}

    public static NewLink add(DSLContext tx, MemberId member, Purpose purpose, Actor by) {
        var link = new NewLink(SecretText.random(), Database.now(tx).plus(purpose.life));
        tx.insertInto(MEMBER_LINK)
                .set(MEMBER_LINK.TOKEN_SHA256, link.secret().sha256())
                .set(MEMBER_LINK.MEMBER_ID, member.value())
                .set(MEMBER_LINK.PURPOSE, purpose.text())
                .set(MEMBER_LINK.CREATED_BY, by.text())
                .set(MEMBER_LINK.EXPIRES_AT, link.expiresAt())
                .execute();
        return link;
    }

    /** Whose link this is, if it works still. */
    static Optional<MemberId> holder(DSLContext tx, SecretText secret, Purpose purpose) {
        return tx.select(MEMBER_LINK.MEMBER_ID)
                .from(MEMBER_LINK)
                .where(works(tx, secret, purpose))
                .fetchOptional(row -> new MemberId(row.value1()));
    }

    /** Whether it worked until now; it does not from now on. */
    static boolean use(DSLContext tx, SecretText secret, Purpose purpose) {
        return tx.update(MEMBER_LINK)
                        .set(MEMBER_LINK.USED_AT, currentInstant())
                        .where(works(tx, secret, purpose))
                        .execute()
                == 1;
    }

    private static Condition works(DSLContext tx, SecretText secret, Purpose purpose) {
        return MEMBER_LINK
                .TOKEN_SHA256
                .eq(secret.sha256())
                .and(MEMBER_LINK.PURPOSE.eq(purpose.text()))
                .and(MEMBER_LINK.USED_AT.isNull())
                .and(MEMBER_LINK.EXPIRES_AT.gt(Database.now(tx)));
    }
}
