/** Records of a host as messages and back, the same on both ends of the stream. Start at {@link StepWire}. */
@NullMarked
package dev.berth.host.wire;

import org.jspecify.annotations.NullMarked;
