/** Calls made to a unit from outside it, to learn whether it serves. Start at {@link ProbeCall}. */
@NullMarked
package dev.berth.host.probe;

import org.jspecify.annotations.NullMarked;
