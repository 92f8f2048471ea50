/** How a network's nodes are spread over providers and zones, and how much of them one may have. Start at {@link NetworkSpread}. */
@NullMarked
package dev.berth.control.spread;

import org.jspecify.annotations.NullMarked;
