package dev.berth.control.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps that keep the order of their file and cannot be changed. */
final class Ordered {
    private Ordered() {}

    /** A copy; of nothing, an empty one. */
    static <K, V> Map<K, V> copyOf(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
