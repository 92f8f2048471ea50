package dev.berth.host.tunnel;

import dev.berth.host.engine.UnitName;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The ports of this host's units that proxies may reach. */
@FunctionalInterface
public interface NodePorts {
    /** Where the unit takes calls now; empty: it does not run here, or the port is none for proxies. Blocking. */
    Optional<InetSocketAddress> find(UnitName unit, String port);
}
