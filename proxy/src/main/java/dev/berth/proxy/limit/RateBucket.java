package dev.berth.proxy.limit;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * This proxy's part of one limit per second, as the generic cell rate algorithm has it: the bucket is one number, the inflow
 * at which it will be full again. Inflow is counted in tokens, not in time, so that another pace changes nothing of what
 * was taken. A call that weighs more than the bucket holds waits until it is full, and leaves a debt.
 */
final class RateBucket implements Room {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double ROUNDING = 1e-6;

    private final EqualPart equalPart;
    private final AtomicReference<Pace> pace;
    private final AtomicLong fullAt = new AtomicLong(); // the bits of a double
    private final AtomicLong asked = new AtomicLong();

    RateBucket(EqualPart equalPart, long nowNanos) {
        this.equalPart = equalPart;
        this.pace = new AtomicReference<>(Pace.first(equalPart.value(), nowNanos));
    }

    /** How long it takes if this proxy gets its equal part at least. */
    @Override
    public long wait(long limit, long burst, long cost, long nowNanos) {
        Pace held = paceOf(limit, burst, nowNanos);
        double missing = missing(held, fullAt(), cost, held.inflow(nowNanos));
        if (missing <= ROUNDING) return 0;
        asked.addAndGet(cost);
        double perNano = Math.max(held.perNano, limit * equalPart.value() / NANOS_PER_SECOND);
        return Math.max(1, (long) (missing / perNano));
    }

    @Override
    public boolean take(long limit, long burst, long cost, long nowNanos) {
        Pace held = paceOf(limit, burst, nowNanos);
        double inflow = held.inflow(nowNanos);
        while (true) {
            long bits = fullAt.get();
            double full = Double.longBitsToDouble(bits);
            if (missing(held, full, cost, inflow) > ROUNDING) return false;
            if (fullAt.compareAndSet(bits, Double.doubleToRawLongBits(Math.max(full, inflow) + (double) cost))) break;
        }
        asked.addAndGet(cost);
        return true;
    }

    @Override
    public void giveBack(long cost, long takenNanos) {
        asked.addAndGet(-cost);
        while (true) {
            long bits = fullAt.get();
            if (fullAt.compareAndSet(bits, Double.doubleToRawLongBits(Double.longBitsToDouble(bits) - (double) cost)))
                return;
        }
    }

    private static double missing(Pace pace, double full, long cost, double inflow) {
        return Math.max(full, inflow) - inflow + Math.min((double) cost, pace.capacity) - pace.capacity;
    }

    private double fullAt() {
        return Double.longBitsToDouble(fullAt.get());
    }

    /** The pace that is in force: of this limit, and of a lease only while that lasts. */
    private Pace paceOf(long limit, long burst, long nowNanos) {
        Pace held = pace();
        if (held.hasRunOut(nowNanos)) held = change(held, held.equal(equalPart.value(), nowNanos), nowNanos);
        if (held.limit == limit && held.burst == burst) return held;
        return change(held, held.of(limit, burst, nowNanos), nowNanos);
    }

    /** From now on, and until then, this part of the limit is this proxy's. */
    void lease(double part, long untilNanos, long nowNanos) {
        while (true) {
            Pace held = pace();
            Pace next = held.leased(part, untilNanos, nowNanos);
            if (change(held, next, nowNanos) == next) return;
        }
    }

    /** The equal part is another. */
    void spread(long nowNanos) {
        Pace held = pace();
        if (!held.isLeased(nowNanos)) change(held, held.equal(equalPart.value(), nowNanos), nowNanos);
    }

    /**
     * The pace that is in force then: the next one, unless another came first. A bucket that is full is full at the old pace
     * before the new one begins: one that becomes larger fills, it is not filled.
     */
    private Pace change(Pace held, Pace next, long nowNanos) {
        double inflow = held.inflow(nowNanos);
        while (true) {
            long bits = fullAt.get();
            if (Double.longBitsToDouble(bits) >= inflow) break;
            if (fullAt.compareAndSet(bits, Double.doubleToRawLongBits(inflow))) break;
        }
        return pace.compareAndSet(held, next) ? next : pace();
    }

    private Pace pace() {
        return Objects.requireNonNull(pace.get(), "set when made");
    }

    double part() {
        return pace().part;
    }

    boolean isLeased(long nowNanos) {
        return pace().isLeased(nowNanos);
    }

    @Override
    public long asked() {
        return asked.get();
    }
}
