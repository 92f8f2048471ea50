package dev.berth.proxy.meter;

import dev.berth.contract.v1.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The meter of a running proxy, in memory-mapped files under a folder of its epoch. Counting is a lookup and an atomic add;
 * only the first count of a key in a minute takes the lock, and it never waits for the disk, which {@link Upkeep} keeps
 * ahead of it. Minutes never go back, even when the clock does: a minute that was reported complete gets no more items.
 */
public final class MappedMeter implements Meter, AutoCloseable {
    private static final long MINUTE_MILLIS = 60_000;

    private final InstantSource clock;
    private final EpochFolder folder;
    private final Dictionary dictionary;
    private final SegmentSupply supply;
    private final Upkeep upkeep;

    /** The newest cell of each key, by outcome. */
    private final ConcurrentHashMap<MeterKey, AtomicReferenceArray<@Nullable MappedCell>> lanes =
            new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Segment> segments = new ArrayList<>();
    private long adopted;
    private volatile long earliestMinute;

    private final AtomicReference<@Nullable MappedCell> changed = new AtomicReference<>();
    private final AtomicInteger listing = new AtomicInteger();

    private MappedMeter(MeterFolder meters, InstantSource clock, int cellsPerSegment) throws IOException {
        this.clock = clock;
        this.folder = meters.create(Epoch.random(), clock.instant());
        this.dictionary = new Dictionary(folder.keys(), folder.epoch());
        this.supply = new SegmentSupply(folder.segments(), cellsPerSegment);
        this.upkeep = new Upkeep(dictionary, supply, this::segmentsInUse);
    }

    /** Starts an epoch. The disk may be full: then nothing is counted until it is not. */
    public static MappedMeter open(MeterFolder meters, InstantSource clock, int cellsPerSegment) throws IOException {
        var meter = new MappedMeter(meters, clock, cellsPerSegment);
        meter.upkeep.start();
        return meter;
    }

    @Override
    public Counted count(MeterKey key, Outcome outcome, long bytesIn) {
        Counted counted = cell(key, outcome);
        if (counted instanceof MappedCell cell) cell.countItem(bytesIn);
        return counted;
    }

    /** The cell for what is added now to an item that was counted in {@code cell}; that one when there is no room. */
    MappedCell present(MappedCell cell) {
        if (cell.minute() >= minute()) return cell;
        return cell(cell.key().key(), cell.key().outcome()) instanceof MappedCell present ? present : cell;
    }

    private Counted cell(MeterKey key, Outcome outcome) {
        long minute = minute();
        AtomicReferenceArray<@Nullable MappedCell> lane = lanes.get(key);
        if (lane != null) {
            MappedCell cell = lane.get(outcome.getNumber());
            if (cell != null && cell.minute() >= minute) return cell;
        }
        return open(new CellKey(key, outcome), minute);
    }

    private long minute() {
        return Math.max(clock.millis() / MINUTE_MILLIS, earliestMinute);
    }

    private Counted open(CellKey key, long seenMinute) {
        lock.lock();
        try {
            long minute = Math.max(seenMinute, earliestMinute);
            earliestMinute = minute;
            var lane = lanes.computeIfAbsent(key.key(), _ -> new AtomicReferenceArray<>(Outcome.INVALID_VALUE + 1));
            MappedCell newest = lane.get(key.outcome().getNumber());
            if (newest != null && newest.minute() >= minute) return newest;
            OptionalInt keyIndex = dictionary.indexOf(key);
            Optional<Segment> segment = keyIndex.isPresent() ? segmentFor(minute) : Optional.empty();
            if (supply.isShort() || dictionary.isShort()) upkeep.nudge();
            if (segment.isEmpty()) return new NotCounted("no room to count in: " + upkeep.trouble());
            MappedCell cell = segment.get().open(this, key, keyIndex.getAsInt(), minute);
            lane.set(key.outcome().getNumber(), cell);
            return cell;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Segment> segmentFor(long minute) {
        long hour = minute / 60;
        if (!segments.isEmpty()) {
            Segment newest = segments.getLast();
            if (newest.hour() == hour && !newest.isFull()) return Optional.of(newest);
        }
        Optional<Segment> next = supply.take(minute).map(blank -> blank.adopt(folder.epoch(), adopted++, hour));
        next.ifPresent(segments::add);
        return next;
    }

    /** Lists a cell that changed, unless another thread is doing so. */
    void list(MappedCell cell) {
        listing.incrementAndGet();
        if (cell.claimListing()) {
            MappedCell before;
            do {
                before = changed.get();
                cell.next = before;
            } while (!changed.compareAndSet(before, cell));
        }
        listing.decrementAndGet();
    }

    /** Cells that changed since last asked. Every call answered before {@code completeUntil} (seconds) is in their totals. */
    record Changes(List<MappedCell> cells, OptionalLong completeUntil) {}

    /**
     * Takes the time first and the cells after it; a call is answered after it was counted. A thread that is just listing
     * a cell may keep another thread's count in it from being seen, so then no time is given.
     */
    Changes changes(Instant now) {
        lock.lock();
        try {
            earliestMinute = Math.max(earliestMinute, now.toEpochMilli() / MINUTE_MILLIS);
        } finally {
            lock.unlock();
        }
        boolean quiet = listing.get() == 0;
        List<MappedCell> cells = new ArrayList<>();
        for (MappedCell cell = changed.getAndSet(null); cell != null; ) {
            MappedCell before = cell.next;
            cell.next = null;
            cell.unlist();
            cells.add(cell);
            cell = before;
        }
        return new Changes(cells, quiet ? OptionalLong.of(now.getEpochSecond()) : OptionalLong.empty());
    }

    /** Every cell that is not in the archive. */
    List<MappedCell> cells() {
        lock.lock();
        try {
            return segments.stream()
                    .flatMap(segment -> segment.cells().stream())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets keys that were not counted in the present minute or the one before; they are found again when they are. */
    void forgetIdleKeys() {
        lock.lock();
        try {
            lanes.values().removeIf(lane -> {
                for (int i = 0; i < lane.length(); i++) {
                    MappedCell cell = lane.get(i);
                    if (cell != null && cell.minute() >= earliestMinute - 1) return false;
                }
                return true;
            });
        } finally {
            lock.unlock();
        }
    }

    /** The segments of hours that ended before {@code minute} and that no count reaches any more. */
    List<Segment> segmentsEndedBefore(long minute) {
        lock.lock();
        try {
            long before = Math.min(minute, earliestMinute) / 60;
            return segments.stream().filter(segment -> segment.hour() < before).toList();
        } finally {
            lock.unlock();
        }
    }

    void release(List<Segment> archived) {
        lock.lock();
        try {
            segments.removeAll(archived);
        } finally {
            lock.unlock();
        }
    }

    private List<Segment> segmentsInUse() {
        lock.lock();
        try {
            return List.copyOf(segments);
        } finally {
            lock.unlock();
        }
    }

    EpochFolder folder() {
        return folder;
    }

    /** Writes what was counted to the disk. Nothing may be counted any more. */
    @Override
    public void close() {
        upkeep.close();
    }
}
