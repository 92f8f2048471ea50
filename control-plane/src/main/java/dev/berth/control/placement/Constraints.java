package dev.berth.control.placement;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants of a host beside room; null means any. A {@code host} is named by its name or its id.
 *
 * @param diskClass at least as fast as this, where the template asks for less
 */
public record Constraints(
        @Nullable String host,
        @Nullable String arch,
        @Nullable String region,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String zone, // terms are hashed: those of before stay as they are

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String provider,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable DiskClass diskClass,
        Map<String, String> labels) {
    public static final Constraints NONE = new Constraints(null, null, null, null, null, null, Map.of());

    public Constraints {
        labels = labels == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** The same, without the wish for one host. */
    public Constraints onAnyHost() {
        return onHost(null);
    }

    /** The same, with the wish for this host only; null: for none. */
    public Constraints onHost(@Nullable String only) {
        return new Constraints(only, arch, region, zone, provider, diskClass, labels);
    }
}
