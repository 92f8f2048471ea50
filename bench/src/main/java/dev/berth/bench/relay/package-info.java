/** The relay path against nginx and against no proxy at all, in one run. Start at {@link dev.berth.bench.relay.RelayBenchmark}. */
@NullMarked
package dev.berth.bench.relay;

import org.jspecify.annotations.NullMarked;
