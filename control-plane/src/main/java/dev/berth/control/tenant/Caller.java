package dev.berth.control.tenant;

import dev.berth.control.event.Actor;
import dev.berth.control.secret.KeyId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who sends a request, and how that is known: an operator has no tenant, everybody else has one. */
public record Caller(Proof proof, Role role, @Nullable TenantId tenant) {
    /** What came with the request. */
    public sealed interface Proof {
        /** An API key. */
        record Key(KeyId id, String name) implements Proof {}

        /**
         * The session of a person who signed in.
         *
         * @param csrf what an unsafe request says besides, since a browser sends the cookie by itself
         */
        record Session(SessionId id, MemberId member, String email, String csrf) implements Proof {}
    }

    public Caller {
        if ((role == Role.OPERATOR) != (tenant == null))
            throw new IllegalArgumentException(role + " of tenant " + tenant + " (expected: a tenant unless operator)");
    }

    public Actor actor() {
        return switch (proof) {
            case Proof.Key key -> Actor.key(key.id().text());
            case Proof.Session session -> session.member().actor();
        };
    }

    /** The session of a person; empty for a key. */
    public Optional<Proof.Session> session() {
        return proof instanceof Proof.Session session ? Optional.of(session) : Optional.empty();
    }
}
