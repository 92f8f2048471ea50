package dev.berth.proxy.meter;

import dev.berth.contract.v1.Cell;
import dev.berth.contract.v1.Cells;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cells as a message: each key once, cells by its index. */
final class WireCells {
    /** As many as fit well into one message and one transaction. */
    static final int MAX = 5_000;

    private WireCells() {}

    static Cells.Builder of(Epoch epoch, Collection<CellTotals> cells) {
        var message = Cells.newBuilder().setEpoch(epoch.bytes());
        Map<CellKey, Integer> indexes = new LinkedHashMap<>();
        for (CellTotals cell : cells) {
            int key = indexes.computeIfAbsent(cell.key(), _ -> indexes.size());
            Totals totals = cell.totals();
            message.addCells(Cell.newBuilder()
                    .setKey(key)
                    .setMinute(cell.minute())
                    .setItems(totals.items())
                    .setBytesIn(totals.bytesIn())
                    .setBytesOut(totals.bytesOut())
                    .setBroken(totals.broken()));
        }
        indexes.keySet().forEach(key -> message.addKeys(key.toWire()));
        return message;
    }

    static List<CellTotals> read(Cells message) {
        List<CellKey> keys = message.getKeysList().stream().map(CellKey::of).toList();
        List<CellTotals> cells = new ArrayList<>(message.getCellsCount());
        for (Cell cell : message.getCellsList()) {
            var totals = new Totals(cell.getItems(), cell.getBytesIn(), cell.getBytesOut(), cell.getBroken());
            cells.add(new CellTotals(keys.get(cell.getKey()), cell.getMinute(), totals));
        }
        return cells;
    }
}
