package dev.berth.proxy.meter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the segments of an epoch that has ended. A cell is taken when all of it is what was written, else reported. */
final class SegmentReader {
    private final Epoch epoch;
    private final Map<Integer, CellKey> keys;

    SegmentReader(Epoch epoch, Map<Integer, CellKey> keys) {
        this.epoch = epoch;
        this.keys = keys;
    }

    /** What a segment holds, and what is wrong with it, for people. */
    record Found(List<CellTotals> cells, List<String> damage) {}

    Found read(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        Optional<SegmentLayout.Header> header = SegmentLayout.header(content, epoch);
        if (header.isEmpty()) {
            // A blank one, or one that was being taken into use: no cell was opened in it yet.
            boolean unused = content.limit() > SegmentLayout.SLOT_BYTES
                    && isZero(content, SegmentLayout.SLOT_BYTES, content.limit());
            String damage = file.getFileName() + ": its header is not one of this epoch";
            return new Found(List.of(), unused ? List.of() : List.of(damage));
        }
        return read(file.getFileName().toString(), content, header.get());
    }

    private Found read(String name, ByteBuffer content, SegmentLayout.Header header) {
        List<CellTotals> cells = new ArrayList<>();
        List<String> damage = new ArrayList<>();
        long expected = SegmentLayout.offset(header.capacity());
        if (content.limit() != expected)
            damage.add(name + ": " + content.limit() + " bytes (expected: " + expected + ")");
        int slots = Math.min(header.capacity(), content.limit() / SegmentLayout.SLOT_BYTES - 1);
        int used = slots;
        while (used > 0 && isBlank(content, used - 1)) used--;
        for (int slot = 0; slot < used; slot++) {
            Optional<CellTotals> cell = cell(content, header, slot);
            cell.ifPresentOrElse(cells::add, noting(damage, name, slot));
        }
        return new Found(cells, damage);
    }

    private Optional<CellTotals> cell(ByteBuffer content, SegmentLayout.Header header, int slot) {
        int at = (int) SegmentLayout.offset(slot);
        long identity = content.getLong(at + SegmentLayout.IDENTITY);
        long check = SegmentLayout.identityCheck(epoch, header.number(), slot, identity);
        CellKey key = keys.get(SegmentLayout.keyIndex(identity));
        long minute = SegmentLayout.minute(identity);
        if (content.getLong(at + SegmentLayout.CHECK) != check || key == null || minute / 60 != header.hour()) {
            return Optional.empty();
        }
        return SegmentLayout.totals(
                        content.getLong(at + SegmentLayout.ITEMS),
                        content.getLong(at + SegmentLayout.BYTES_IN),
                        content.getLong(at + SegmentLayout.BYTES_OUT),
                        content.getLong(at + SegmentLayout.BROKEN))
                .map(totals -> new CellTotals(key, minute, totals));
    }

    private static Runnable noting(List<String> damage, String name, int slot) {
        return () -> damage.add(name + ": cell " + slot + " is not what was written");
    }

    /** Nothing counted: never used, or a kill came between its checksum and its identity. */
    private static boolean isBlank(ByteBuffer content, int slot) {
        int at = (int) SegmentLayout.offset(slot);
        return content.getLong(at + SegmentLayout.IDENTITY) == 0
                && isZero(content, at + SegmentLayout.ITEMS, at + SegmentLayout.SLOT_BYTES);
    }

    private static boolean isZero(ByteBuffer content, int from, int to) {
        for (int i = from; i < to; i++) if (content.get(i) != 0) return false;
        return true;
    }
}
