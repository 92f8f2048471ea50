package dev.berth.control.endpoint;

import static dev.berth.migrations.schema.Tables.DENIED_KEY;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.max;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.feed.Proxies;
import dev.berth.control.secret.KeyId;
import dev.berth.control.tenant.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jooq.DSLContext;

/**
 * Takes keys away for ever. The answer comes once every connected proxy has confirmed that it refuses them, or after
 * two seconds; proxies that have not confirmed by then are named in it.
 */
public final class RevokeKeys {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(40);

    private final Database database;

    public RevokeKeys(Database database) {
        this.database = database;
    }

    private record Written(List<KeyId> keys, Instant at) {}

    public Revocation revoke(Scope scope, Endpoint endpoint, KeyId key, Actor actor) {
        return confirmed(scope.in(database, tx -> {
            EndpointKeys.revoke(tx, key);
            record(tx, endpoint, "endpoint-key.revoked", Subject.of("endpoint-key", key), actor);
            return written(tx, List.of(key));
        }));
    }

    /** Deletes the endpoint with all of its keys. */
    public Revocation deleteEndpoint(Scope scope, Endpoint endpoint, Actor actor) {
        return confirmed(scope.in(database, tx -> {
            List<KeyId> keys = tx.select(ENDPOINT_KEY.KEY_ID)
                    .from(ENDPOINT_KEY)
                    .where(ENDPOINT_KEY.ENDPOINT_ID.eq(endpoint.id().value()))
                    .orderBy(ENDPOINT_KEY.CREATED_AT)
                    .fetch(row -> new KeyId(row.value1()));
            Endpoints.delete(tx, endpoint.id());
            record(tx, endpoint, "endpoint.deleted", Subject.of("endpoint", endpoint.id()), actor);
            return written(tx, keys);
        }));
    }

    private static void record(DSLContext tx, Endpoint endpoint, String kind, Subject subject, Actor actor) {
        Events.record(tx, new NewEvent(endpoint.tenant(), actor, kind, subject, "of endpoint " + endpoint.name()));
    }

    private static Written written(DSLContext tx, List<KeyId> keys) {
        return new Written(keys, Database.now(tx));
    }

    private Revocation confirmed(Written written) {
        long version = database.asPlatform(tx -> deniedVersion(tx, written.keys()));
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (true) {
            List<Revocation.CutOff> missing = database.asPlatform(tx -> missing(tx, version));
            boolean waiting = missing.stream().anyMatch(Revocation.CutOff::connected);
            if (!waiting || Instant.now().isAfter(giveUp)) return new Revocation(written.keys(), written.at(), missing);
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private static long deniedVersion(DSLContext tx, List<KeyId> keys) {
        return tx.select(coalesce(max(DENIED_KEY.VERSION), 0L))
                .from(DENIED_KEY)
                .where(DENIED_KEY.KEY_ID.in(keys.stream().map(KeyId::text).toList()))
                .fetchSingle()
                .value1();
    }

    private static List<Revocation.CutOff> missing(DSLContext tx, long version) {
        return Proxies.all(tx).stream()
                .filter(proxy -> proxy.denied() < version)
                .map(proxy -> new Revocation.CutOff(proxy.id(), proxy.connected(), proxy.lastSeen()))
                .toList();
    }
}
