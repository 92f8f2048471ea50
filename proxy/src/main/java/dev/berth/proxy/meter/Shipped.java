package dev.berth.proxy.meter;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.MessageLite;
import dev.berth.contract.v1.EpochState;
import dev.berth.contract.v1.IntakeState;
import dev.berth.proxy.journal.Journal;
import dev.berth.proxy.journal.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How far an epoch's shipping has come, as it is kept on disk.
 *
 * @param reservedSeq no report had a higher number; a later process begins above it
 * @param incarnation of the intake that acknowledged
 * @param ackedSeq an intake of that incarnation that has this report has every cell up to {@code throughHour}
 * @param throughHour hours since 1970; -1: none
 * @param settled all of the epoch was acknowledged, and the epoch has ended
 */
record Shipped(long reservedSeq, String incarnation, long ackedSeq, long throughHour, boolean settled) {
    static final Shipped NOTHING = new Shipped(0, "", 0, -1, false);

    Shipped withReserved(long seq) {
        return new Shipped(seq, incarnation, ackedSeq, throughHour, settled);
    }

    Shipped withAcked(long seq, long hour, boolean all) {
        return new Shipped(reservedSeq, incarnation, seq, hour, all);
    }

    /** To an intake that has other, or less, than was acknowledged: nothing is. */
    Shipped forgotten(String newIncarnation) {
        return new Shipped(reservedSeq, newIncarnation, 0, -1, false);
    }

    /** An unreadable file counts as nothing shipped: the numbers begin above what the intake has seen, by a wide margin. */
    static Shipped read(Path file) throws IOException {
        List<ByteBuffer> records = new ArrayList<>();
        Reading reading = Journal.read(file, records::add);
        if (records.isEmpty() && reading instanceof Reading.Whole) return NOTHING;
        if (records.size() != 3 || !(reading instanceof Reading.Whole)) return NOTHING.withReserved(UNKNOWN);
        IntakeState acked = IntakeState.parseFrom(records.get(1));
        EpochState state = acked.getEpochs(0);
        return new Shipped(
                Int64Value.parseFrom(records.get(0)).getValue(),
                acked.getIncarnation(),
                state.getLastSeq(),
                Int64Value.parseFrom(records.get(2)).getValue(),
                state.getFinal());
    }

    private static final long UNKNOWN = 1L << 40;

    void write(Path file) throws IOException {
        List<MessageLite> records = List.of(
                Int64Value.of(reservedSeq),
                IntakeState.newBuilder()
                        .setIncarnation(incarnation)
                        .addEpochs(EpochState.newBuilder()
                                .setEpoch(ByteString.EMPTY)
                                .setLastSeq(ackedSeq)
                                .setFinal(settled))
                        .build(),
                Int64Value.of(throughHour));
        Journal.replace(file, records);
    }
}
