package dev.berth.control.pool;

import static dev.berth.migrations.schema.Tables.ENDPOINT;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jooq.DSLContext;

/** Resizes, restarts and deletes pools: writes what is wanted; {@link KeepPools} brings it about. */
public final class ChangePool {
    private final Database database;
    private final Runnable nudge;

    public ChangePool(Database database, Runnable nudge) {
        this.database = database;
        this.nudge = nudge;
    }

    /** What came of a wish. */
    public sealed interface Outcome {
        record Changed(Pool pool) implements Outcome {}

        record NotFound() implements Outcome {}

        record Refused(String code, String reason) implements Outcome {}
    }

    public Outcome resize(PoolId id, int size, Actor by) {
        return change(id, (tx, pool) -> {
            Pools.resize(tx, id, size);
            return changed(tx, pool, by, "pool.resized", "from " + pool.wantedSize() + " to " + size + " members");
        });
    }

    /** Restarts every member on its data, one by one: each is READY again before the next. */
    public Outcome restart(PoolId id, Actor by) {
        return change(id, (tx, pool) -> {
            Pools.restart(tx, id);
            return changed(tx, pool, by, "pool.restart-wanted", "of " + pool.wantedSize() + " members, one by one");
        });
    }

    /** Refused while tenants' endpoints lead to it. */
    public Outcome delete(PoolId id, Actor by) {
        return change(id, (tx, pool) -> {
            int endpoints = tx.fetchCount(ENDPOINT, ENDPOINT.POOL_ID.eq(id.value()), ENDPOINT.DELETED_AT.isNull());
            if (endpoints > 0)
                return new Outcome.Refused("POOL_IN_USE", endpoints + " endpoints lead to pool " + pool.name());
            Pools.delete(tx, pool);
            return changed(tx, pool, by, "pool.deleted", pool.name());
        });
    }

    private Outcome change(PoolId id, BiFunction<DSLContext, Pool, Outcome> wish) {
        Outcome outcome = database.asPlatform(tx -> {
            Optional<Pool> pool = Pools.lock(tx, id);
            return pool.isEmpty() ? new Outcome.NotFound() : wish.apply(tx, pool.get());
        });
        if (outcome instanceof Outcome.Changed) nudge.run();
        return outcome;
    }

    private static Outcome changed(DSLContext tx, Pool pool, Actor by, String kind, String reason) {
        Events.record(tx, new NewEvent(null, by, kind, Subject.of("pool", pool.id()), reason));
        return new Outcome.Changed(Pools.find(tx, pool.id()).orElseThrow());
    }
}
