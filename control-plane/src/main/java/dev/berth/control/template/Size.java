package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.berth.control.placement.DiskClass;
import dev.berth.control.placement.Resources;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each unit of a node of this size may use; {@code networks} names those it is for, null means all. */
public record Size(@Nullable List<String> networks, DiskClass diskClass, Map<String, Share> units) {
    /** One unit's share. */
    public record Share(int cpuMillis, long memoryBytes, long diskBytes, int gpu) {
        @JsonCreator
        static Share read(
                @JsonProperty("cpuMillis") int cpuMillis,
                @JsonProperty("memoryBytes") long memoryBytes,
                @JsonProperty("diskBytes") long diskBytes,
                @JsonProperty("gpu") @Nullable Integer gpu) {
            return new Share(cpuMillis, memoryBytes, diskBytes, gpu == null ? 0 : gpu);
        }

        public Share {
            if (cpuMillis < 1 || memoryBytes < 1 || diskBytes < 0 || gpu < 0)
                throw new IllegalArgumentException("share: cpuMillis " + cpuMillis + ", memoryBytes " + memoryBytes
                        + ", diskBytes " + diskBytes + ", gpu " + gpu + " (expected: >= 1, >= 1, >= 0, >= 0)");
        }
    }

    public Size {
        networks = networks == null ? null : List.copyOf(networks);
        units = Ordered.copyOf(units);
    }

    /** What all units together take of a host. */
    public Resources total() {
        return units.values().stream()
                .map(share -> new Resources(share.cpuMillis(), share.memoryBytes(), share.diskBytes(), share.gpu()))
                .reduce(Resources.NONE, Resources::plus);
    }

    /** Whether nodes of the network may have it. */
    public boolean fits(String network) {
        return networks == null || networks.contains(network);
    }
}
