/** Disks that fill: who is told, what is stopped, and when it may run again. Start at {@link WatchDisks} and {@link Fill}. */
@NullMarked
package dev.berth.control.disk;

import org.jspecify.annotations.NullMarked;
