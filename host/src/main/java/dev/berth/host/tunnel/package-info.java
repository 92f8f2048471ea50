/** How proxies reach nodes of this host: one port, by mutual TLS, and from there to units' ports by name. Start at {@link dev.berth.host.tunnel.Tunnel}. */
@NullMarked
package dev.berth.host.tunnel;

import org.jspecify.annotations.NullMarked;
