/** Graphics processors of a machine, as its kernel and driver tell of them. Start at {@link Gpus}. */
@NullMarked
package dev.berth.host.gpu;

import org.jspecify.annotations.NullMarked;
