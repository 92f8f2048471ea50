package dev.berth.control.pool;

import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.POOL;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.database.JsonColumns;
import dev.berth.control.placement.Constraints;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Template;
import dev.berth.control.template.TemplateHash;
import dev.berth.migrations.schema.tables.records.PoolRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Pools as stored. Every tenant may read them, for endpoints lead to them. */
public final class Pools {
    private Pools() {}

    public static Optional<Pool> find(DSLContext tx, PoolId id) {
        return tx.selectFrom(POOL).where(POOL.POOL_ID.eq(id.value())).fetchOptional(Pools::pool);
    }

    public static Optional<Pool> named(DSLContext tx, String name) {
        return tx.selectFrom(POOL).where(POOL.NAME.eq(name)).fetchOptional(Pools::pool);
    }

    /** Those of a network, and with this in their name; null: any. */
    public record Filter(@Nullable String network, @Nullable String named) {
        Condition condition() {
            Condition ofNetwork = network == null ? noCondition() : POOL.NETWORK.eq(network);
            return named == null ? ofNetwork : ofNetwork.and(POOL.NAME.contains(named));
        }
    }

    /** At most {@code limit} pools that are not deleted and older than {@code before}, the newest first. */
    public static List<Pool> before(DSLContext tx, Filter filter, Optional<PoolId> before, int limit) {
        return tx.selectFrom(POOL)
                .where(POOL.DELETED_AT.isNull())
                .and(filter.condition())
                .and(before.map(id -> POOL.POOL_ID.lt(id.value())).orElse(noCondition()))
                .orderBy(POOL.POOL_ID.desc())
                .limit(limit)
                .fetch(Pools::pool);
    }

    /** Every pool that is not deleted, and every deleted one of which nodes are left. */
    static List<Pool> toKeep(DSLContext tx) {
        return tx.selectFrom(POOL)
                .where(POOL.DELETED_AT.isNull())
                .orExists(tx.selectOne()
                        .from(NODE)
                        .where(NODE.POOL_ID.eq(POOL.POOL_ID), NODE.GONE_AT.isNull(), NODE.DESIRED.ne("deleted")))
                .orderBy(POOL.POOL_ID)
                .fetch(Pools::pool);
    }

    static Optional<Pool> lock(DSLContext tx, PoolId id) {
        return tx.selectFrom(POOL)
                .where(POOL.POOL_ID.eq(id.value()), POOL.DELETED_AT.isNull())
                .forNoKeyUpdate()
                .fetchOptional(Pools::pool);
    }

    static void resize(DSLContext tx, PoolId id, int size) {
        tx.update(POOL)
                .set(POOL.WANTED_SIZE, size)
                .where(POOL.POOL_ID.eq(id.value()))
                .execute();
    }

    /** All members are to be restarted, one by one. */
    static void restart(DSLContext tx, PoolId id) {
        tx.update(POOL)
                .set(POOL.REVISION, POOL.REVISION.plus(1))
                .where(POOL.POOL_ID.eq(id.value()))
                .execute();
    }

    /** A deleted pool gives its name free: it keeps its id at the end of it. */
    static void delete(DSLContext tx, Pool pool) {
        String id = pool.id().toString().replace("-", "");
        String kept = pool.name().substring(0, Math.min(pool.name().length(), 30)) + "-" + id;
        tx.update(POOL)
                .set(POOL.DELETED_AT, currentInstant())
                .set(POOL.NAME, kept)
                .where(POOL.POOL_ID.eq(pool.id().value()))
                .execute();
    }

    static Pool insert(DSLContext tx, NewPool pool) {
        return pool(tx.insertInto(POOL)
                .set(POOL.NAME, pool.name())
                .set(POOL.NETWORK, pool.network())
                .set(POOL.TEMPLATE_HASH, pool.template().value())
                .set(POOL.DRIVER_HASH, pool.driver().map(TemplateHash::value).orElse(null))
                .set(POOL.SIZE, pool.size())
                .set(POOL.PARAMETERS, JsonColumns.jsonb(pool.parameters()))
                .set(POOL.CONSTRAINTS, JsonColumns.jsonb(pool.constraints()))
                .set(POOL.REPLICATION, pool.replication().name().toLowerCase(Locale.ROOT))
                .set(POOL.WANTED_SIZE, pool.wantedSize())
                .returning()
                .fetchSingle());
    }

    private static Pool pool(PoolRecord row) {
        return new Pool(
                new PoolId(row.getPoolId()),
                row.getName(),
                row.getNetwork(),
                new TemplateHash(row.getTemplateHash()),
                Optional.ofNullable(row.getDriverHash()).map(TemplateHash::new),
                row.getSize(),
                JsonColumns.read(row.getParameters(), Parameters.class),
                JsonColumns.read(row.getConstraints(), Constraints.class),
                Template.Replication.valueOf(row.getReplication().toUpperCase(Locale.ROOT)),
                row.getWantedSize(),
                row.getRevision(),
                row.getCreatedAt(),
                Optional.ofNullable(row.getDeletedAt()));
    }
}
