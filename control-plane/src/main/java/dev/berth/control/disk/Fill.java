package dev.berth.control.disk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.placement.Shortage;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How much of something is used, and the level that follows: pure. A level is left later than it is entered, so that nothing
 * that hovers at a threshold is told twice, or stopped and started in turns.
 *
 * @param floorBytes so much is to be left; nothing, of what a node reserved
 * @param daysLeft until only that is left, at the growth seen; empty once it is, and where nobody knows
 */
public record Fill(long usedBytes, long totalBytes, long floorBytes, long bytesPerDay, OptionalDouble daysLeft) {
    private static final int LOW_PERCENT = 85;
    private static final int SCARCE_PERCENT = 95;
    private static final int LEAVES_PERCENT = 2;
    private static final double LOW_DAYS = 7;
    private static final double SCARCE_DAYS = 1;
    private static final double LEAVES_DAYS = 1.5;
    private static final long USUAL_FLOOR = 5L << 30;
    private static final int USUAL_FLOOR_PART = 50;

    static Fill of(Growth growth, long totalBytes, long floorBytes) {
        long left = totalBytes - growth.bytes();
        OptionalDouble days = left > floorBytes ? growth.daysUntil(left - floorBytes) : OptionalDouble.empty();
        return new Fill(growth.bytes(), totalBytes, floorBytes, growth.bytesPerDay(), days);
    }

    /** What is to be left of a host's disk where nobody said otherwise: 5 GiB, or a fiftieth where that is less. */
    static long usualFloor(long totalBytes) {
        return Math.min(USUAL_FLOOR, totalBytes / USUAL_FLOOR_PART);
    }

    /** Negative where more is used than there is to be. */
    long leftBytes() {
        return totalBytes - usedBytes;
    }

    DiskLevel level(DiskLevel before) {
        DiskLevel entered = entered();
        return Stream.of(DiskLevel.values())
                .filter(held -> held.isWorseThan(entered) && !held.isWorseThan(before) && holds(held))
                .max(Comparator.naturalOrder())
                .orElse(entered);
    }

    private DiskLevel entered() {
        if (leftBytes() < floorBytes / 2) return floorBytes > 0 ? DiskLevel.LAST : DiskLevel.FULL;
        if (leftBytes() < floorBytes) return DiskLevel.FULL;
        if (isNear(SCARCE_PERCENT, SCARCE_DAYS)) return DiskLevel.SCARCE;
        return isNear(LOW_PERCENT, LOW_DAYS) ? DiskLevel.LOW : DiskLevel.ROOM;
    }

    private boolean holds(DiskLevel level) {
        return switch (level) {
            case ROOM -> true;
            case LOW -> isNear(LOW_PERCENT - LEAVES_PERCENT, LOW_DAYS * LEAVES_DAYS);
            case SCARCE -> isNear(SCARCE_PERCENT - LEAVES_PERCENT, SCARCE_DAYS * LEAVES_DAYS);
            case FULL, LAST -> leftBytes() < 2 * floorBytes;
        };
    }

    private boolean isNear(int percent, double days) {
        return (totalBytes > 0 && percent() >= percent) || daysLeft.orElse(Double.MAX_VALUE) < days;
    }

    /** Rounded down. */
    long percent() {
        return totalBytes == 0 ? 0 : Math.floorDiv(usedBytes, Math.max(1, totalBytes / 100));
    }

    /** {@code 8.6 GiB of 10.0 GiB used, 86%}, and the forecast where there is one. */
    String words() {
        String used = Shortage.bytes(usedBytes) + " of " + Shortage.bytes(totalBytes) + " used, " + percent() + "%";
        if (daysLeft.isEmpty()) return used;
        return used + "; at " + Shortage.bytes(bytesPerDay) + " a day, as seen, that is full in "
                + String.format(Locale.ROOT, "%.1f", daysLeft.getAsDouble()) + " days";
    }

    public ObjectNode numbers() {
        ObjectNode numbers = JsonNodeFactory.instance
                .objectNode()
                .put("usedBytes", usedBytes)
                .put("totalBytes", totalBytes)
                .put("floorBytes", floorBytes)
                .put("bytesPerDay", bytesPerDay);
        daysLeft.ifPresent(days -> numbers.put("daysLeft", Math.round(days * 10) / 10.0));
        return numbers;
    }
}
