/** A scripted engine in memory, held to the same contract as the real ones. Start at {@link FakeEngine}. */
@NullMarked
package dev.berth.host.engine.fake;

import org.jspecify.annotations.NullMarked;
