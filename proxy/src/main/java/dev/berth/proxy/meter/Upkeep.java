package dev.berth.proxy.meter;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for the disk in the meter's stead: makes room ahead of its use, and each second writes the counts down. */
final class Upkeep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private final Dictionary dictionary;
    private final SegmentSupply supply;
    private final Supplier<List<Segment>> segments;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("meter-upkeep-", 0).factory());
    private final AtomicBoolean nudged = new AtomicBoolean();
    private volatile String trouble = "";

    Upkeep(Dictionary dictionary, SegmentSupply supply, Supplier<List<Segment>> segments) {
        this.dictionary = dictionary;
        this.supply = supply;
        this.segments = segments;
    }

    /** Makes the first room before it returns, when the disk has any. */
    void start() {
        provision();
        var _ = threads.scheduleWithFixedDelay(this::provision, 1, 1, TimeUnit.SECONDS);
        var _ = threads.scheduleWithFixedDelay(this::force, 1, 1, TimeUnit.SECONDS);
    }

    /** Asks for more room soon. While the disk has none, the next try is the next second's. */
    void nudge() {
        if (trouble.isEmpty() && !threads.isShutdown() && nudged.compareAndSet(false, true)) {
            threads.execute(() -> {
                nudged.set(false);
                provision();
            });
        }
    }

    /** Why there is no room; for people. */
    String trouble() {
        return trouble.isEmpty() ? "keys or cells are used up faster than the disk provides them" : trouble;
    }

    private synchronized void provision() {
        try {
            try {
                supply.refill(); // first what every key needs
            } finally {
                dictionary.provision();
            }
            if (!trouble.isEmpty()) log.atInfo().log("meter has room again");
            trouble = "";
        } catch (IOException | RuntimeException e) {
            if (trouble.isEmpty()) log.atError().setCause(e).log("meter gets no room: calls will be refused");
            trouble = String.valueOf(e.getMessage());
        }
    }

    /** Keys first, so that after a power loss few cells are without theirs. */
    private void force() {
        try {
            dictionary.force();
            segments.get().forEach(Segment::force);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("counts could not be written down: a power loss would lose them");
        }
    }

    @Override
    public void close() {
        threads.close();
        force();
    }
}
