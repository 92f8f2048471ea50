/** What nodes used and where their chains were, sampled each minute and kept for a while. Start at {@link SampleNodes}. */
@NullMarked
package dev.berth.control.sample;

import org.jspecify.annotations.NullMarked;
