package dev.berth.host.agent;

import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.VolumeName;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last count of what is in volumes. Counting walks over every file, so it is done aside, and takes a twentieth of the time
 * at most: whoever asks gets what was counted before.
 */
final class VolumeSizes {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeSizes.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int SHARE = 20;

    private final Supplier<Map<VolumeName, Long>> counting;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile Map<VolumeName, Long> last = Map.of();
    private volatile long nextNanos = System.nanoTime();

    VolumeSizes(Supplier<Map<VolumeName, Long>> counting) {
        this.counting = counting;
    }

    Map<VolumeName, Long> last() {
        if (System.nanoTime() - nextNanos >= 0 && underWay.compareAndSet(false, true))
            Thread.ofVirtual().name("volume-sizes").start(this::count);
        return last;
    }

    private void count() {
        long begun = System.nanoTime();
        try {
            last = Map.copyOf(counting.get());
        } catch (EngineUnavailable | UncheckedIOException failed) {
            LOG.atWarn()
                    .addKeyValue("reason", String.valueOf(failed.getMessage()))
                    .log("volumes were not counted, the last count stands");
        } finally {
            long took = System.nanoTime() - begun;
            nextNanos = System.nanoTime() + Math.max(FRESH.toNanos(), took * SHARE);
            underWay.set(false);
        }
    }
}
