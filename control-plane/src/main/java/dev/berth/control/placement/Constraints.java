package dev.berth.control.placement;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a request wants of a host beside room; null means any. */
public record Constraints(@Nullable String arch, @Nullable String region, Map<String, String> labels) {
    public static final Constraints NONE = new Constraints(null, null, Map.of());

    public Constraints {
        labels = labels == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
