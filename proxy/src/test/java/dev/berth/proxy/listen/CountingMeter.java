package dev.berth.proxy.listen;

import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.meter.Meter;
import dev.berth.proxy.meter.MeterKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A meter in the heap, which can be told to be full. */
final class CountingMeter implements Meter {
    private final Map<String, Long> items = new TreeMap<>();
    final AtomicLong bytesIn = new AtomicLong();
    final AtomicLong bytesOut = new AtomicLong();
    final AtomicLong broken = new AtomicLong();
    volatile boolean full;

    @Override
    public Counted count(MeterKey key, Outcome outcome, long bytes) {
        if (full) return new NotCounted("the disk is full");
        synchronized (items) {
            items.merge(key.sku() + " " + outcome, 1L, Long::sum);
        }
        bytesIn.addAndGet(bytes);
        return new Cell() {
            @Override
            public void addBytesOut(long written) {
                bytesOut.addAndGet(written);
            }

            @Override
            public void addBroken() {
                broken.incrementAndGet();
            }
        };
    }

    /** Items so far by "SKU OUTCOME". */
    Map<String, Long> items() {
        synchronized (items) {
            return new TreeMap<>(items);
        }
    }

    long total() {
        return items().values().stream().mapToLong(Long::longValue).sum();
    }
}
