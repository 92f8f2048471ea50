/** Where a node may go, decided without looking at anything but its arguments. Start at {@link Placement}. */
@NullMarked
package dev.berth.control.placement;

import org.jspecify.annotations.NullMarked;
