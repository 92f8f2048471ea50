/** How long it takes to place many nodes on many hosts. Start at {@link PlacementBenchmark}. */
@NullMarked
package dev.berth.bench.placement;

import org.jspecify.annotations.NullMarked;
