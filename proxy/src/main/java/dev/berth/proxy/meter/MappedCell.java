package dev.berth.proxy.meter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cell in a segment, and a link in the meter's list of cells that changed. */
final class MappedCell implements Meter.Cell {
    private static final VarHandle LISTED;

    static {
        try {
            LISTED = MethodHandles.lookup().findVarHandle(MappedCell.class, "listed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MappedMeter meter;
    private final Segment segment;
    private final long offset;
    private final CellKey key;
    private final long minute;

    @SuppressWarnings("UnusedVariable") // through LISTED
    private volatile boolean listed;

    /** The cell that was listed before this one; written by whoever lists it. */
    @Nullable
    MappedCell next;

    MappedCell(MappedMeter meter, Segment segment, long offset, CellKey key, long minute) {
        this.meter = meter;
        this.segment = segment;
        this.offset = offset;
        this.key = key;
        this.minute = minute;
    }

    void countItem(long bytesIn) {
        if (bytesIn != 0) segment.add(offset, SegmentLayout.BYTES_IN, bytesIn);
        add(SegmentLayout.ITEMS, 1);
    }

    @Override
    public void addBytesOut(long bytes) {
        if (bytes != 0) meter.present(this).add(SegmentLayout.BYTES_OUT, bytes);
    }

    @Override
    public void addBroken() {
        meter.present(this).add(SegmentLayout.BROKEN, 1);
    }

    private void add(int field, long count) {
        segment.add(offset, field, count);
        if (!listed) meter.list(this);
    }

    /** Whether the caller is the one who has to list it. */
    boolean claimListing() {
        return LISTED.compareAndSet(this, false, true);
    }

    /** From here on a count lists the cell again; totals read afterwards have every count that did not. */
    void unlist() {
        listed = false;
    }

    Optional<CellTotals> read() {
        return segment.read(offset).map(totals -> new CellTotals(key, minute, totals));
    }

    CellKey key() {
        return key;
    }

    long minute() {
        return minute;
    }

    long hour() {
        return segment.hour();
    }
}
