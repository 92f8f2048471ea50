package dev.berth.proxy.upstream;

import io.netty.channel.EventLoop;

/**
 * How long an event loop's turns take. An answer that is there already is seen only when the loop next looks: what comes late
 * by the clock of a busy loop may be nobody's fault but the loop's. Asked on the loop only.
 */
final class LoopTurns {
    private static final int TURNS_AWAITED = 4;
    private static final int WEIGHT = 8;

    private final EventLoop loop;
    private long usually;
    private long began;
    private boolean measuring;

    LoopTurns(EventLoop loop) {
        this.loop = loop;
    }

    /** To be called in a turn that has something to do; {@code now} as {@link System#nanoTime} has it. */
    void measure(long now) {
        if (measuring) return;
        measuring = true;
        began = now;
        loop.execute(this::ended);
    }

    private void ended() {
        measuring = false;
        usually += (System.nanoTime() - began - usually) / WEIGHT;
    }

    /** So long, and a few turns of the loop, in nanoseconds. */
    long andSome(long nanos) {
        return nanos + TURNS_AWAITED * usually;
    }
}
