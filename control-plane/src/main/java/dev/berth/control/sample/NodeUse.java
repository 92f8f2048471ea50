package dev.berth.control.sample;

import dev.berth.control.node.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What all units of a node together use now; absent: one of them does not say. */
record NodeUse(NodeId node, Optional<Long> cpuMillis, Optional<Long> memoryBytes, Optional<Long> diskBytes) {

    /** What one unit uses now. */
    record OfUnit(Optional<Long> cpuMillis, Optional<Long> memoryBytes, Optional<Long> diskBytes) {}

    static NodeUse of(NodeId node, List<OfUnit> units) {
        return new NodeUse(
                node,
                sum(units, OfUnit::cpuMillis),
                sum(units, OfUnit::memoryBytes),
                units.stream().map(OfUnit::diskBytes).flatMap(Optional::stream).reduce(Long::sum));
    }

    private static Optional<Long> sum(List<OfUnit> units, Function<OfUnit, Optional<Long>> part) {
        List<Long> known = units.stream().map(part).flatMap(Optional::stream).toList();
        return known.size() == units.size() ? known.stream().reduce(Long::sum) : Optional.empty();
    }
}
