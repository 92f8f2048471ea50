package dev.berth.proxy.upstream;

import dev.berth.proxy.method.MethodClass;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A member's calls of one class: how many there are, may be, how long they take and whether they fail. How many there may be
 * falls by a fifth when they become overdue or the node says that it is busy, and grows again with those that are answered
 * while it is used.
 */
final class Lane {
    private static final long SHORTEST_PATIENCE = 50_000_000L;
    private static final long SHORTEST_OVERDUE = 1_000_000_000L;
    private static final int WHEN_SLOW = 64;
    private static final int WHEN_FAILING = 16;
    private static final double FALL = 0.8;
    private static final long BETWEEN_FALLS = 200_000_000L;

    private final MethodClass methodClass;
    private final int most;
    private final int least;
    private final String full;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Latency latency = new Latency();
    private final Breaker breaker;
    private volatile double limit;
    private volatile long fellAt = Long.MIN_VALUE / 2;

    Lane(MethodClass methodClass) {
        this.methodClass = methodClass;
        this.most = switch (methodClass) {
            case SMALL -> 16_384;
            case MEDIUM -> 256;
            case LARGE -> 128;
            case WRITE -> 64;
            case TRACE -> 16;
        };
        this.least = Math.min(WHEN_FAILING, most / 4);
        this.limit = most;
        this.full = "has as many " + methodClass.words() + " calls as it can take";
        this.breaker = new Breaker(methodClass.words());
    }

    int inFlight() {
        return inFlight.get();
    }

    /** How many calls there may be at once now. */
    int limit() {
        return (int) limit;
    }

    /** Why it takes no more calls for the moment; empty when it does. */
    String full() {
        return inFlight.get() < (int) limit ? "" : full;
    }

    String refusal(long now) {
        return breaker.refusal(now);
    }

    /** Whether one more call would do no harm, were there nobody better: it is known to be in trouble, but not how deeply. */
    boolean hasRoomAtLastResort(long now) {
        int few = breaker.refusal(now).isEmpty() ? WHEN_SLOW : WHEN_FAILING;
        return inFlight.get() < Math.min(few, (int) limit);
    }

    void began(long now) {
        inFlight.incrementAndGet();
        breaker.began(now);
    }

    void ended() {
        inFlight.decrementAndGet();
    }

    void answered(long tookNanos, long now) {
        latency.took(tookNanos);
        breaker.answered(now);
        double held = limit;
        if (held < most && inFlight.get() >= held / 2) limit = Math.min(most, held + 1);
    }

    void failed(Standing.Fault fault, long now) {
        breaker.failed(fault.reason(), now);
    }

    /** It has too much to do. */
    void isOverloaded(long now) {
        fall(now);
    }

    /** Nobody waited for the answer any longer. */
    void abandoned(long afterNanos, long now) {
        latency.took(afterNanos);
        if (afterNanos > overdueNanos()) fall(now);
    }

    private void fall(long now) {
        double used = Math.min(limit, inFlight.get()) * FALL;
        if (used < least || now - fellAt < BETWEEN_FALLS) return;
        fellAt = now;
        limit = used;
    }

    /** After this long it is worth asking another as well. */
    long patienceNanos() {
        return methodClass.isCheap() ? Math.max(SHORTEST_PATIENCE, latency.nearlyAllWithinNanos()) : overdueNanos();
    }

    /** After this long something is wrong. */
    long overdueNanos() {
        return Math.max(SHORTEST_OVERDUE, latency.overdueNanos());
    }
}
