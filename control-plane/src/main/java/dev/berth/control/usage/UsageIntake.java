package dev.berth.control.usage;

import static dev.berth.migrations.schema.Tables.PLATFORM;
import static dev.berth.migrations.schema.Tables.USAGE_EPOCH;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.Cell;
import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.MeterKey;
import dev.berth.contract.v1.Outcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * Merges proxies' reports. A cell is a grow-only total, and merging takes the larger: a duplicate, a replay, a reordered
 * or a lower report changes nothing, whenever it comes.
 */
final class UsageIntake {
    private static final String MERGE = """
        insert into usage_cell (epoch, key_id, network, sku, outcome, minute, tenant_id, endpoint_id,
                                items, bytes_in, bytes_out, broken, seq)
        select {0}, r.key_id, r.network, r.sku, r.outcome, r.minute, k.tenant_id, k.endpoint_id,
               r.items, r.bytes_in, r.bytes_out, r.broken, {1}
        from (select key_id, network, sku, outcome, minute, max(items) as items, max(bytes_in) as bytes_in,
                     max(bytes_out) as bytes_out, max(broken) as broken
              from unnest({2}::text[], {3}::text[], {4}::text[], {5}::text[], {6}::timestamptz[],
                          {7}::bigint[], {8}::bigint[], {9}::bigint[], {10}::bigint[])
                   as told (key_id, network, sku, outcome, minute, items, bytes_in, bytes_out, broken)
              group by key_id, network, sku, outcome, minute) as r
        left join endpoint_key k on k.key_id = r.key_id
        on conflict (epoch, key_id, network, sku, outcome, minute) do update
        set items = greatest(usage_cell.items, excluded.items),
            bytes_in = greatest(usage_cell.bytes_in, excluded.bytes_in),
            bytes_out = greatest(usage_cell.bytes_out, excluded.bytes_out),
            broken = greatest(usage_cell.broken, excluded.broken),
            tenant_id = coalesce(usage_cell.tenant_id, excluded.tenant_id),
            endpoint_id = coalesce(usage_cell.endpoint_id, excluded.endpoint_id),
            seq = greatest(usage_cell.seq, excluded.seq)\
        """;

    private UsageIntake() {}

    /** What is known of an epoch: 0 and not final when nothing is. */
    record Known(long lastSeq, boolean isFinal) {}

    static UUID incarnation(DSLContext tx) {
        return tx.select(PLATFORM.INCARNATION).from(PLATFORM).fetchSingle(PLATFORM.INCARNATION);
    }

    static Known known(DSLContext tx, UUID epoch) {
        return tx.selectFrom(USAGE_EPOCH)
                .where(USAGE_EPOCH.EPOCH.eq(epoch))
                .fetchOptional(row -> new Known(row.getLastSeq(), row.getFinal()))
                .orElse(new Known(0, false));
    }

    /** The report named an epoch that belongs to another proxy: a cloned disk, or a lie. */
    static final class ForeignEpoch extends RuntimeException {
        private static final long serialVersionUID = 1;

        ForeignEpoch(UUID epoch, UUID owner) {
            super("epoch " + epoch + " belongs to proxy " + owner);
        }
    }

    /** Merges one report; afterwards, once committed, it may be acknowledged. */
    static void merge(DSLContext tx, UUID proxy, Cells report) {
        UUID epoch = uuid(report.getEpoch());
        UUID owner = tx.insertInto(USAGE_EPOCH)
                .set(USAGE_EPOCH.EPOCH, epoch)
                .set(USAGE_EPOCH.PROXY_ID, proxy)
                .onConflict(USAGE_EPOCH.EPOCH)
                .doUpdate()
                .set(USAGE_EPOCH.LAST_REPORT, DSL.field("now()", USAGE_EPOCH.LAST_REPORT.getDataType()))
                .returning(USAGE_EPOCH.PROXY_ID)
                .fetchSingle(USAGE_EPOCH.PROXY_ID);
        if (!owner.equals(proxy)) throw new ForeignEpoch(epoch, owner);
        if (report.getCellsCount() > 0) mergeCells(tx, epoch, report);
        tx.update(USAGE_EPOCH)
                .set(USAGE_EPOCH.LAST_SEQ, DSL.greatest(USAGE_EPOCH.LAST_SEQ, DSL.val(report.getSeq())))
                .set(USAGE_EPOCH.COMPLETE_UNTIL, completeUntil(report))
                .set(
                        USAGE_EPOCH.FINAL,
                        DSL.when(DSL.val(report.getFinal()), true).otherwise(USAGE_EPOCH.FINAL))
                .where(USAGE_EPOCH.EPOCH.eq(epoch))
                .execute();
    }

    private static Field<Instant> completeUntil(Cells report) {
        if (report.getCompleteUntil() == 0) return USAGE_EPOCH.COMPLETE_UNTIL;
        return DSL.greatest(
                USAGE_EPOCH.COMPLETE_UNTIL,
                DSL.val(Instant.ofEpochSecond(report.getCompleteUntil()), USAGE_EPOCH.COMPLETE_UNTIL));
    }

    private static void mergeCells(DSLContext tx, UUID epoch, Cells report) {
        List<Cell> cells = report.getCellsList();
        int n = cells.size();
        var keyIds = new String[n];
        var networks = new String[n];
        var skus = new String[n];
        var outcomes = new String[n];
        var minutes = new OffsetDateTime[n];
        var items = new Long[n];
        var bytesIn = new Long[n];
        var bytesOut = new Long[n];
        var broken = new Long[n];
        for (int i = 0; i < n; i++) {
            Cell cell = cells.get(i);
            MeterKey key = report.getKeys(cell.getKey());
            keyIds[i] = key.getEndpointKeyId();
            networks[i] = key.getNetwork();
            skus[i] = key.getSku();
            outcomes[i] = name(key.getOutcome());
            minutes[i] = minute(cell.getMinute());
            items[i] = total("items", cell.getItems());
            bytesIn[i] = total("bytes_in", cell.getBytesIn());
            bytesOut[i] = total("bytes_out", cell.getBytesOut());
            broken[i] = total("broken", cell.getBroken());
        }
        tx.execute(
                MERGE,
                DSL.val(epoch),
                DSL.val(report.getSeq()),
                DSL.val(keyIds),
                DSL.val(networks),
                DSL.val(skus),
                DSL.val(outcomes),
                DSL.val(minutes),
                DSL.val(items),
                DSL.val(bytesIn),
                DSL.val(bytesOut),
                DSL.val(broken));
    }

    private static OffsetDateTime minute(long sinceEpoch) {
        if (sinceEpoch < 0 || sinceEpoch > Integer.MAX_VALUE)
            throw new IllegalArgumentException("minute: " + sinceEpoch + " (expected: minutes since 1970)");
        return Instant.ofEpochSecond(sinceEpoch * 60).atOffset(ZoneOffset.UTC);
    }

    private static long total(String name, long value) {
        if (value < 0) throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        return value;
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case ANSWERED, FAILED, REFUSED, INVALID -> outcome.name().toLowerCase(Locale.ROOT);
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("outcome: " + outcome + " (expected: one that is known)");
        };
    }

    static UUID uuid(ByteString bytes) {
        if (bytes.size() != 16) throw new IllegalArgumentException("epoch: " + bytes.size() + " bytes (expected: 16)");
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
