package dev.berth.proxy.listen;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices for how long this machine lets a thread wait for its turn, so that what a test allows in time can allow for that: a
 * defect in the proxy costs as much on a quiet machine.
 */
final class Stalls implements AutoCloseable {
    private static final long NAP_NANOS = 2_000_000;

    /** Of threads that take turns until a call is answered: caller, proxy and node, there and back. */
    private static final int TURNS = 10;

    private final Queue<Stall> seen = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private record Stall(long until, long nanos) {}

    Stalls() {
        Thread.ofPlatform().daemon().name("stalls").start(() -> {
            while (!over) {
                long lay = System.nanoTime();
                LockSupport.parkNanos(NAP_NANOS);
                long rose = System.nanoTime();
                if (rose - lay > 2 * NAP_NANOS) seen.add(new Stall(rose, rose - lay - NAP_NANOS));
            }
        });
    }

    /** What a call that began then may take when it may take so long on a machine that does nothing else. */
    Duration allow(Duration alone, long began) {
        long longest = seen.stream()
                .filter(stall -> stall.until - began > 0)
                .mapToLong(Stall::nanos)
                .max()
                .orElse(0);
        return alone.plusNanos(TURNS * longest);
    }

    @Override
    public void close() {
        over = true;
    }
}
