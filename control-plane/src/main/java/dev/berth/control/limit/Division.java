package dev.berth.control.limit;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Divides a limit per second among proxies by what is asked of it there. All numbers are parts of the limit. */
final class Division {
    /** What proxies where nothing is asked keep between them, so that the first calls there are not all refused. */
    private static final double KEPT_FOR_THE_IDLE = 0.01;

    private Division() {}

    /**
     * While less is asked than there is, each gets what is asked of it and an equal part of the rest. When more is asked, who
     * asks little gets that, and the others are cut to the same height.
     *
     * @param whole what there is to divide
     */
    static Map<UUID, Double> of(Map<UUID, Double> demand, double whole) {
        var parts = new HashMap<UUID, Double>();
        double asked = demand.values().stream().mapToDouble(d -> d).sum();
        if (asked <= whole) {
            double spare = (whole - asked) / Math.max(1, demand.size());
            demand.forEach((proxy, d) -> parts.put(proxy, d + spare));
            return parts;
        }
        double least = KEPT_FOR_THE_IDLE * whole / demand.size();
        List<Map.Entry<UUID, Double>> rising = demand.entrySet().stream()
                .sorted(Comparator.comparingDouble(Map.Entry::getValue))
                .toList();
        double left = whole;
        int without = rising.size();
        for (Map.Entry<UUID, Double> each : rising) {
            double part = Math.min(Math.max(each.getValue(), least), left / without);
            parts.put(each.getKey(), part);
            left -= part;
            without--;
        }
        return parts;
    }
}
