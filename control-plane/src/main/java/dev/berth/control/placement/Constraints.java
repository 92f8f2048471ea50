package dev.berth.control.placement;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a request wants of a host beside room; null means any. A {@code host} is named by its name or its id. */
public record Constraints(
        @Nullable String host,
        @Nullable String arch,
        @Nullable String region,
        Map<String, String> labels) {
    public static final Constraints NONE = new Constraints(null, null, null, Map.of());

    public Constraints {
        labels = labels == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
