/** A fleet with faults in virtual time, around the real decisions of the control plane. Start at {@link Simulation}. */
@NullMarked
package dev.berth.control.simulation;

import org.jspecify.annotations.NullMarked;
