/** Who this proxy is to the agents of hosts: a key that was made here, and what certifies it. Start at {@link dev.berth.proxy.identity.TunnelIdentity}. */
@NullMarked
package dev.berth.proxy.identity;

import org.jspecify.annotations.NullMarked;
