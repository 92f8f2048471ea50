/** The hosts of the pool, and what each reported. Start at {@link HostId}. */
@NullMarked
package dev.berth.control.fleet;

import org.jspecify.annotations.NullMarked;
