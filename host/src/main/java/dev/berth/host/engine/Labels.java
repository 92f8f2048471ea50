package dev.berth.host.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a unit, volume or network is and what made it. Things without our instance label are never touched.
 * Networks and volumes that belong to no single unit have an empty {@code unit}.
 */
public record Labels(String instance, String node, String unit, long generation, String operation, long epoch) {
    public static final String INSTANCE = "dev.berth.instance";

    public Labels {
        if (instance.isBlank()) throw new IllegalArgumentException("instance: blank (expected: the platform's id)");
    }

    public Map<String, String> asMap() {
        var map = new LinkedHashMap<String, String>();
        map.put(INSTANCE, instance);
        map.put("dev.berth.node", node);
        map.put("dev.berth.unit", unit);
        map.put("dev.berth.generation", Long.toString(generation));
        map.put("dev.berth.operation", operation);
        map.put("dev.berth.epoch", Long.toString(epoch));
        return map;
    }

    /** Reads what {@link #asMap} wrote; empty when one is missing or is not a number that ought to be. */
    public static Optional<Labels> from(Map<String, String> map) {
        try {
            return Optional.of(new Labels(
                    required(map, INSTANCE),
                    required(map, "dev.berth.node"),
                    required(map, "dev.berth.unit"),
                    Long.parseLong(required(map, "dev.berth.generation")),
                    required(map, "dev.berth.operation"),
                    Long.parseLong(required(map, "dev.berth.epoch"))));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static String required(Map<String, String> map, String key) {
        String value = map.get(key);
        if (value == null) throw new IllegalArgumentException(key + ": missing");
        return value;
    }
}
