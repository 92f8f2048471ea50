package dev.berth.proxy.meter;

import dev.berth.contract.v1.Cells;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of one epoch the intake still lacks, and what may be claimed complete. Cells wait here until a report that carries
 * their totals is acknowledged; hours of the archive wait as a whole. Totals only grow, so a report that was lost, repeated
 * or overtaken does no harm: what counts is that each cell gets into an acknowledged one. Not thread-safe.
 */
final class Outbox {
    /** Reports under way at once. */
    private static final int WINDOW = 8;

    private static final long SEQ_BLOCK = 1_000;

    private final Epoch epoch;
    private final EpochArchive archive;
    private final Path shippedFile;
    private Shipped shipped;

    private final Set<MappedCell> changed = new LinkedHashSet<>();
    private final TreeSet<Long> hours = new TreeSet<>();
    private final Deque<Cells> hourRest = new ArrayDeque<>();
    private long hourOfRest;
    private final NavigableMap<Long, Report> underWay = new TreeMap<>();

    private long lastSeq;
    private long ackedSeq;
    private long completeUntil;
    private long claimed;
    private boolean ended;

    /** What a report carried, to be put back when it is lost. */
    private record Report(List<MappedCell> cells, Set<Long> hours, long claims, boolean isFinal) {}

    private Outbox(Epoch epoch, EpochArchive archive, Path shippedFile, Shipped shipped) {
        this.epoch = epoch;
        this.archive = archive;
        this.shippedFile = shippedFile;
        this.shipped = shipped;
        this.lastSeq = shipped.reservedSeq();
        this.ackedSeq = shipped.ackedSeq();
        this.hours.addAll(archive.hours().tailSet(shipped.throughHour(), false));
    }

    static Outbox open(EpochFolder folder, EpochArchive archive) throws IOException {
        return new Outbox(folder.epoch(), archive, folder.shipped(), Shipped.read(folder.shipped()));
    }

    /** Cells that changed; once they and what waits already are acknowledged, the epoch is complete until then (seconds). */
    void changed(Collection<MappedCell> cells, long until) {
        changed.addAll(cells);
        completeUntil = Math.max(completeUntil, until);
    }

    /** The process has ended, or counts no more: when all is acknowledged, the epoch is final. */
    void end(long until) {
        ended = true;
        completeUntil = Math.max(completeUntil, until);
    }

    /** The intake says what it has: when that is less than it acknowledged, or it is another, it is told everything. */
    void connected(String incarnation, long intakeSeq, boolean intakeFinal, Collection<MappedCell> everyCell)
            throws IOException {
        lost();
        boolean forgot = !incarnation.equals(shipped.incarnation()) || intakeSeq < ackedSeq;
        if (forgot) {
            shipped = shipped.forgotten(incarnation);
            shipped.write(shippedFile);
            ackedSeq = 0;
            claimed = 0;
            changed.addAll(everyCell);
        }
        if (ended && intakeFinal) {
            ackedSeq = intakeSeq;
            settle();
        } else if (forgot) {
            hours.addAll(archive.hours());
        }
        lastSeq = Math.max(lastSeq, intakeSeq);
    }

    /** The stream broke: what was under way may or may not have arrived, so it waits again. */
    void lost() {
        for (Report report : underWay.values()) {
            changed.addAll(report.cells);
            hours.addAll(report.hours);
        }
        underWay.clear();
        if (!hourRest.isEmpty()) {
            hours.add(hourOfRest);
            hourRest.clear();
        }
    }

    /** The next report, when there is something to say and room under way. */
    Optional<Cells> next() throws IOException {
        if (shipped.settled() || underWay.size() >= WINDOW) return Optional.empty();
        long seq = reserveSeq();
        List<MappedCell> cells = takeChanged();
        Set<Long> ofHours = new HashSet<>();
        Cells.Builder message = cells.isEmpty() ? takeHour(ofHours) : read(cells);
        boolean last = underWay.isEmpty() && changed.isEmpty() && hours.isEmpty() && hourRest.isEmpty();
        boolean claims = last && (completeUntil > claimed || ended);
        if (message.getCellsCount() == 0 && !claims) return Optional.empty();
        lastSeq = seq;
        underWay.put(seq, new Report(cells, ofHours, claims ? completeUntil : 0, claims && ended));
        return Optional.of(message.setEpoch(epoch.bytes())
                .setSeq(seq)
                .setCompleteUntil(claims ? completeUntil : claimed)
                .setFinal(claims && ended)
                .setDamage(String.join("\n", archive.damage()))
                .build());
    }

    void acknowledged(long seq) throws IOException {
        Report report = underWay.remove(seq);
        if (report == null) return;
        ackedSeq = Math.max(ackedSeq, seq);
        claimed = Math.max(claimed, report.claims);
        if (report.isFinal) settle();
    }

    /** An hour's cells went into the archive: those that wait do so as the whole hour now. */
    void archived(long hour) {
        if (changed.removeIf(cell -> cell.hour() == hour)) hours.add(hour);
        underWay.replaceAll((_, report) -> {
            List<MappedCell> rest =
                    report.cells.stream().filter(cell -> cell.hour() != hour).toList();
            if (rest.size() == report.cells.size()) return report;
            Set<Long> hoursOf = new HashSet<>(report.hours);
            hoursOf.add(hour);
            return new Report(rest, hoursOf, report.claims, report.isFinal);
        });
    }

    /** Notes on disk up to which hour all is acknowledged, so that a later process need not repeat it. */
    void noteProgress() throws IOException {
        long firstWaiting = Long.MAX_VALUE;
        if (!hours.isEmpty()) firstWaiting = Math.min(firstWaiting, hours.getFirst());
        if (!hourRest.isEmpty()) firstWaiting = Math.min(firstWaiting, hourOfRest);
        for (MappedCell cell : changed) firstWaiting = Math.min(firstWaiting, cell.hour());
        for (Report report : underWay.values()) {
            for (MappedCell cell : report.cells) firstWaiting = Math.min(firstWaiting, cell.hour());
            for (long hour : report.hours) firstWaiting = Math.min(firstWaiting, hour);
        }
        Long through = archive.hours().lower(firstWaiting);
        if (through == null || through <= shipped.throughHour()) return;
        shipped = shipped.withAcked(ackedSeq, through, false);
        shipped.write(shippedFile);
    }

    private List<MappedCell> takeChanged() {
        List<MappedCell> cells = new ArrayList<>();
        for (Iterator<MappedCell> rest = changed.iterator(); rest.hasNext() && cells.size() < WireCells.MAX; ) {
            cells.add(rest.next());
            rest.remove();
        }
        return cells;
    }

    private Cells.Builder read(List<MappedCell> cells) {
        return WireCells.of(
                epoch, cells.stream().flatMap(cell -> cell.read().stream()).toList());
    }

    private Cells.Builder takeHour(Set<Long> ofHours) throws IOException {
        while (hourRest.isEmpty() && !hours.isEmpty()) {
            hourOfRest = hours.getFirst();
            hourRest.addAll(archive.read(hourOfRest));
            hours.remove(hourOfRest);
        }
        Cells next = hourRest.poll();
        if (next == null) return Cells.newBuilder();
        ofHours.add(hourOfRest);
        return next.toBuilder();
    }

    private long reserveSeq() throws IOException {
        long seq = lastSeq + 1;
        if (seq > shipped.reservedSeq()) {
            Shipped reserved = shipped.withReserved(seq + SEQ_BLOCK - 1);
            reserved.write(shippedFile);
            shipped = reserved;
        }
        return seq;
    }

    private void settle() throws IOException {
        long through = archive.hours().isEmpty() ? -1 : archive.hours().getLast();
        changed.clear();
        hours.clear();
        shipped = shipped.withAcked(ackedSeq, through, true);
        shipped.write(shippedFile);
    }

    boolean isSettled() {
        return shipped.settled();
    }

    /** Whether a report is under way. */
    boolean isWaiting() {
        return !underWay.isEmpty();
    }

    long acknowledgedThroughHour() {
        return shipped.throughHour();
    }

    /** Every call before this (seconds since 1970) is acknowledged, of this epoch; 0: nothing is known. */
    long acknowledgedUntil() {
        return claimed;
    }

    EpochArchive archive() {
        return archive;
    }

    Epoch epoch() {
        return epoch;
    }
}
