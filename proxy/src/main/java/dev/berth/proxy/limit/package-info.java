/** How much endpoints and keys may use, on this proxy and over all of them. Start at {@link dev.berth.proxy.limit.CallLimits}. */
@NullMarked
package dev.berth.proxy.limit;

import org.jspecify.annotations.NullMarked;
