package dev.berth.proxy.meter;

import dev.berth.contract.v1.Cells;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What an intake does with reports, without a database: merges totals by the larger, and can be restored to what it was. */
final class IntakeModel {
    /** Of one epoch. */
    record Known(long lastSeq, boolean isFinal) {}

    record CellId(Epoch epoch, CellKey key, long minute) {}

    private String incarnation = UUID.randomUUID().toString();
    private Map<CellId, Totals> cells = new HashMap<>();
    private Map<Epoch, Known> epochs = new HashMap<>();
    private Set<String> damage = new HashSet<>();
    private long completeUntil;

    synchronized void merge(Cells report) {
        Epoch epoch = Epoch.of(report.getEpoch());
        for (CellTotals cell : WireCells.read(report)) {
            cells.merge(new CellId(epoch, cell.key(), cell.minute()), cell.totals(), IntakeModel::larger);
        }
        epochs.merge(
                epoch,
                new Known(report.getSeq(), report.getFinal()),
                (held, late) -> new Known(Math.max(held.lastSeq, late.lastSeq), held.isFinal || late.isFinal));
        completeUntil = Math.max(completeUntil, report.getCompleteUntil());
        if (!report.getDamage().isEmpty()) damage.add(report.getDamage());
    }

    static Totals larger(Totals held, Totals late) {
        return new Totals(
                Math.max(held.items(), late.items()),
                Math.max(held.bytesIn(), late.bytesIn()),
                Math.max(held.bytesOut(), late.bytesOut()),
                Math.max(held.broken(), late.broken()));
    }

    /** A backup taken now. */
    synchronized IntakeModel copy() {
        var copy = new IntakeModel();
        copy.incarnation = incarnation;
        copy.restore(this, incarnation);
        return copy;
    }

    synchronized void restore(IntakeModel backup, String as) {
        incarnation = as;
        cells = new HashMap<>(backup.cells);
        epochs = new HashMap<>(backup.epochs);
        damage = new HashSet<>(backup.damage);
        completeUntil = backup.completeUntil;
    }

    synchronized String incarnation() {
        return incarnation;
    }

    synchronized Known known(Epoch epoch) {
        return epochs.getOrDefault(epoch, new Known(0, false));
    }

    synchronized long completeUntil() {
        return completeUntil;
    }

    synchronized Map<CellId, Totals> cells() {
        return Map.copyOf(cells);
    }

    synchronized Map<String, Long> itemsByKey() {
        Map<String, Long> items = new HashMap<>();
        cells.forEach((id, totals) -> items.merge(id.key().key().key().value(), totals.items(), Long::sum));
        return items;
    }

    synchronized Set<String> damage() {
        return Set.copyOf(damage);
    }
}
