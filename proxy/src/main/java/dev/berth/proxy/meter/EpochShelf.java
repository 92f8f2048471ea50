package dev.berth.proxy.meter;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The epochs that this proxy keeps: its own, and those of earlier processes for as long as an intake may have to be told
 * again. Used by the shipper's thread alone.
 */
final class EpochShelf {
    private static final Logger log = LoggerFactory.getLogger(EpochShelf.class);

    /** How old a backup may be that the intake is restored from. */
    static final Duration KEPT = Duration.ofDays(45);

    /** A call that was counted in an hour's last minute has added its bytes by then. */
    private static final Duration ADDED_LATE = Duration.ofMinutes(10);

    private static final Duration UPKEEP = Duration.ofMinutes(1);

    private final MappedMeter meter;
    private final MeterFolder folder;
    private final Outbox live;
    private final List<Outbox> past = new ArrayList<>();
    private final Set<String> said = new HashSet<>();
    private boolean recovered;
    private Instant nextUpkeep = Instant.EPOCH;

    private EpochShelf(MappedMeter meter, MeterFolder folder, Outbox live) {
        this.meter = meter;
        this.folder = folder;
        this.live = live;
    }

    static EpochShelf open(MappedMeter meter, MeterFolder folder) throws IOException {
        Outbox live = Outbox.open(meter.folder(), EpochArchive.open(meter.folder()));
        return new EpochShelf(meter, folder, live);
    }

    /**
     * Takes over what changed, of this epoch and, the first time, of earlier ones. That everything is complete until now is
     * claimed only when no earlier epoch is left to be told of.
     */
    void collect(Instant now, boolean ending) throws IOException {
        recover();
        MappedMeter.Changes changes = meter.changes(now);
        long until = past.stream().allMatch(Outbox::isSettled)
                ? changes.completeUntil().orElse(0)
                : 0;
        live.changed(changes.cells(), until);
        if (ending) live.end(until);
        boolean early = now.isBefore(nextUpkeep) && now.isAfter(nextUpkeep.minus(UPKEEP)); // the clock may go back
        if (early) return;
        nextUpkeep = now.plus(UPKEEP);
        meter.forgetIdleKeys();
        archiveEndedHours(now);
        sayDamage();
        for (Outbox outbox : all()) outbox.noteProgress();
        forgetOld(now);
    }

    private void recover() throws IOException {
        if (recovered) return;
        past.clear();
        for (EpochFolder earlier : folder.earlierThan(live.epoch())) {
            EpochArchive archive = Recovery.recover(earlier);
            if (archive.hours().isEmpty() && archive.damage().isEmpty()) {
                earlier.delete();
                continue;
            }
            Outbox outbox = Outbox.open(earlier, archive);
            outbox.end(0);
            past.add(outbox);
            log.atInfo().addKeyValue("epoch", earlier.epoch()).log("read what an earlier process counted");
        }
        recovered = true;
    }

    /** Once for each thing that could not be read. */
    private void sayDamage() {
        for (Outbox outbox : all()) {
            for (String what : outbox.archive().damage()) {
                if (!said.add(outbox.epoch() + what)) continue;
                log.atError()
                        .addKeyValue("epoch", outbox.epoch())
                        .addKeyValue("damage", what)
                        .log("usage could not be read");
            }
        }
    }

    private void archiveEndedHours(Instant now) throws IOException {
        long ended = now.minus(ADDED_LATE).getEpochSecond() / 60;
        var byHour = new TreeMap<Long, List<Segment>>();
        for (Segment segment : meter.segmentsEndedBefore(ended)) {
            byHour.computeIfAbsent(segment.hour(), _ -> new ArrayList<>()).add(segment);
        }
        for (var hour : byHour.entrySet()) {
            List<MappedCell> counted = hour.getValue().stream()
                    .flatMap(segment -> segment.cells().stream())
                    .toList();
            List<CellTotals> cells =
                    counted.stream().flatMap(cell -> cell.read().stream()).toList();
            int unreadable = counted.size() - cells.size();
            if (unreadable > 0) {
                live.archive().note(List.of(hour.getKey() + ": " + unreadable + " cells are not what was written"));
            }
            live.archive().write(hour.getKey(), cells);
            live.archived(hour.getKey());
            meter.release(hour.getValue());
            for (Segment segment : hour.getValue()) segment.delete();
        }
    }

    private void forgetOld(Instant now) throws IOException {
        long oldest = now.minus(KEPT).getEpochSecond() / 3600;
        for (Outbox outbox : all()) {
            long upTo = Math.min(oldest, outbox.acknowledgedThroughHour());
            for (long hour : List.copyOf(outbox.archive().hours().headSet(upTo, true)))
                outbox.archive().delete(hour);
        }
        for (Outbox outbox : List.copyOf(past)) {
            if (!outbox.isSettled()
                    || !outbox.archive().hours().isEmpty()
                    || !outbox.archive().damage().isEmpty()) continue;
            outbox.archive().deleteFolder();
            past.remove(outbox);
        }
    }

    /** Before this is so, a hello would name too few epochs. */
    boolean isRecovered() {
        return recovered;
    }

    /** The newest first: what is new is what people wait for. */
    List<Outbox> all() {
        List<Outbox> all = new ArrayList<>(past.reversed());
        all.addFirst(live);
        return all;
    }

    Collection<MappedCell> liveCells(Outbox of) {
        return of == live ? meter.cells() : List.of();
    }

    void acknowledged(Epoch epoch, long seq) throws IOException {
        for (Outbox outbox : all()) if (outbox.epoch().equals(epoch)) outbox.acknowledged(seq);
    }

    /** Every call that this process answered before this (seconds since 1970) is acknowledged; 0: nothing is known. */
    long acknowledgedUntil() {
        return live.acknowledgedUntil();
    }

    boolean isLiveSettled() {
        return live.isSettled();
    }

    /** Whether an acknowledgement is due. */
    boolean isWaiting() {
        return all().stream().anyMatch(Outbox::isWaiting);
    }
}
