package dev.berth.control.reconcile;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The places between two steps where a control plane may be killed. A crash test arms one; otherwise passing it costs a
 * counter. Whatever stands between two of them must be right when done twice, or not at all.
 */
public enum FailPoint {
    BEFORE_FETCH,
    AFTER_FETCH,
    AFTER_NETWORK,
    AFTER_VOLUME,
    AFTER_SECRETS,
    AFTER_CREATE,
    AFTER_START,
    BEFORE_READY_IS_RECORDED,
    AFTER_READY_IS_RECORDED,
    BEFORE_ROUTING,
    AFTER_ROUTING,
    BEFORE_STOP,
    AFTER_STOP,
    AFTER_REMOVE_UNIT,
    AFTER_REMOVE_VOLUME,
    AFTER_REMOVE_NETWORK,
    BEFORE_RELEASE,
    AFTER_RELEASE,
    BEFORE_OPERATION_ENDS;

    private static final Map<FailPoint, LongAdder> HITS = new ConcurrentHashMap<>();
    private static volatile Consumer<FailPoint> trap = _ -> {};

    /** As it is written in {@code BERTH_FAIL_POINT}: {@code after-create}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #text}. */
    public static FailPoint of(String text) {
        for (FailPoint point : values()) if (point.text().equals(text)) return point;
        throw new IllegalArgumentException("fail point: " + text + " (expected: one like after-create)");
    }

    /** Passes the point, if it is not armed. */
    void pass() {
        HITS.computeIfAbsent(this, _ -> new LongAdder()).increment();
        trap.accept(this);
    }

    /** How often each point was passed in this process. */
    public static Map<FailPoint, LongAdder> hits() {
        return Map.copyOf(HITS);
    }

    /** Arms whatever {@code trap} decides to do at a point: throw, or end the process. */
    public static void arm(Consumer<FailPoint> newTrap) {
        trap = newTrap;
    }

    /** Arms a sudden end of the process at the n-th pass of a point, from {@code POINT} or {@code POINT:n}. */
    public static void armHalt(String text) {
        String[] parts = text.split(":", 2);
        FailPoint point = of(parts[0]);
        var left = new java.util.concurrent.atomic.AtomicInteger(parts.length == 2 ? Integer.parseInt(parts[1]) : 1);
        arm(passed -> {
            if (passed == point && left.decrementAndGet() == 0)
                Runtime.getRuntime().halt(137);
        });
    }
}
