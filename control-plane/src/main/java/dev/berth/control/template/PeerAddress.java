package dev.berth.control.template;

import dev.berth.host.engine.Address;
import dev.berth.host.engine.UnitName;
import java.util.Map;
import java.util.TreeMap;

/** How a node's arguments and files name the ports of the pool's other members: {@code peer.MEMBER.UNIT.PORT}. */
final class PeerAddress {
    private PeerAddress() {}

    static String name(NodeIdentity.Peer peer, PortRef ref) {
        if (peer.template().port(ref).isEmpty())
            throw new IllegalArgumentException(
                    "port " + ref + ": not one of " + peer.template().name());
        return "peer." + peer.name() + "." + ref;
    }

    /** Every port of the peer, by the name it has here. */
    static Map<String, Address> all(NodeIdentity.Peer peer) {
        var addresses = new TreeMap<String, Address>();
        for (NodeIdentity.HostPort leased : peer.ports()) {
            var ref = new PortRef(leased.unit(), leased.port());
            peer.template()
                    .port(ref)
                    .ifPresent(rule -> addresses.put(
                            name(peer, ref),
                            new Address(
                                    new UnitName(Rendering.shortName(peer.node()), leased.unit(), 1).alias(),
                                    rule.container(),
                                    leased.number())));
        }
        return addresses;
    }
}
