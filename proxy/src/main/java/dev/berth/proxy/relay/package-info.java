/** A tenant's call from its bytes to its answer. Start at {@link dev.berth.proxy.relay.Relay}. */
@NullMarked
package dev.berth.proxy.relay;

import org.jspecify.annotations.NullMarked;
