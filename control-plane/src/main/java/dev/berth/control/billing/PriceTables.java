package dev.berth.control.billing;

import static dev.berth.migrations.schema.Tables.PRICE_TABLE;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;

import dev.berth.control.database.JsonColumns;
import dev.berth.migrations.schema.tables.records.PriceTableRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/** Price tables as stored: added to, never changed. Everybody may read them. */
public final class PriceTables {
    private PriceTables() {}

    /**
     * At most {@code limit} versions, the one added last first, beginning behind {@code after}; of one network when it
     * is not null; only those in force at {@code at} when that is not null.
     */
    public static List<PriceTable> list(
            DSLContext tx, @Nullable String network, @Nullable Instant at, @Nullable PriceTableId after, int limit) {
        return tx.selectFrom(PRICE_TABLE)
                .where(network == null ? noCondition() : PRICE_TABLE.NETWORK.eq(network))
                .and(at == null ? noCondition() : inForce(at))
                .and(after == null ? noCondition() : PRICE_TABLE.PRICE_TABLE_ID.lt(after.value()))
                .orderBy(PRICE_TABLE.PRICE_TABLE_ID.desc())
                .limit(limit)
                .fetch(PriceTables::table);
    }

    /** The network's version in force at {@code at}; empty before the first. */
    public static Optional<PriceTable> inForce(DSLContext tx, String network, Instant at) {
        return list(tx, network, at, null, 1).stream().findFirst();
    }

    /** Every version of every network. */
    public static PriceHistory history(DSLContext tx) {
        return new PriceHistory(tx.selectFrom(PRICE_TABLE).fetch(PriceTables::table));
    }

    /** The network's newest version, in force or not yet. */
    static Optional<PriceTable> newest(DSLContext tx, String network) {
        return tx.selectFrom(PRICE_TABLE)
                .where(PRICE_TABLE.NETWORK.eq(network))
                .orderBy(PRICE_TABLE.VERSION.desc())
                .limit(1)
                .fetchOptional(PriceTables::table);
    }

    static PriceTable add(
            DSLContext tx,
            String network,
            int version,
            Instant validFrom,
            String currency,
            Tariff tariff,
            String createdBy) {
        return table(tx.insertInto(PRICE_TABLE)
                .set(PRICE_TABLE.NETWORK, network)
                .set(PRICE_TABLE.VERSION, version)
                .set(PRICE_TABLE.VALID_FROM, validFrom)
                .set(PRICE_TABLE.CURRENCY, currency)
                .set(PRICE_TABLE.DEFINITION, JSONB.valueOf(tariff.json().toString()))
                .set(PRICE_TABLE.CREATED_BY, createdBy)
                .returning()
                .fetchSingle());
    }

    private static Condition inForce(Instant at) {
        var later = PRICE_TABLE.as("later");
        return PRICE_TABLE
                .VALID_FROM
                .le(at)
                .and(notExists(select().from(later)
                        .where(later.NETWORK.eq(PRICE_TABLE.NETWORK))
                        .and(later.VALID_FROM.le(at))
                        .and(later.VALID_FROM.gt(PRICE_TABLE.VALID_FROM))));
    }

    private static PriceTable table(PriceTableRecord row) {
        return new PriceTable(
                new PriceTableId(row.getPriceTableId()),
                row.getNetwork(),
                row.getVersion(),
                row.getValidFrom(),
                row.getCurrency(),
                Tariff.of(JsonColumns.tree(row.getDefinition())),
                row.getCreatedBy(),
                row.getCreatedAt());
    }
}
