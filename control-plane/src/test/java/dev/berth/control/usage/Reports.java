package dev.berth.control.usage;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.Cell;
import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.MeterKey;
import dev.berth.control.TwoTenants;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** Reports as a proxy makes them. */
final class Reports {
    static final Instant NOON = Instant.parse("2026-10-10T12:00:00Z");
    static final long MINUTE = NOON.getEpochSecond() / 60;

    private Reports() {}

    /** Totals of one key at noon. */
    static Cells of(UUID epoch, long seq, String keyId, long items) {
        return of(epoch, seq)
                .addKeys(key(keyId, "eth_call", dev.berth.contract.v1.Outcome.ANSWERED))
                .addCells(cell(0, MINUTE, items))
                .build();
    }

    static Cells.Builder of(UUID epoch, long seq) {
        return Cells.newBuilder().setEpoch(bytes(epoch)).setSeq(seq);
    }

    static MeterKey key(String keyId, String sku, dev.berth.contract.v1.Outcome outcome) {
        return MeterKey.newBuilder()
                .setEndpointKeyId(keyId)
                .setNetwork(TwoTenants.NETWORK)
                .setSku(sku)
                .setOutcome(outcome)
                .build();
    }

    static Cell cell(int key, long minute, long items) {
        return Cell.newBuilder()
                .setKey(key)
                .setMinute(minute)
                .setItems(items)
                .setBytesIn(items * 100)
                .setBytesOut(items * 1000)
                .build();
    }

    static ByteString bytes(UUID epoch) {
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(epoch.getMostSignificantBits())
                .putLong(epoch.getLeastSignificantBits())
                .flip());
    }
}
