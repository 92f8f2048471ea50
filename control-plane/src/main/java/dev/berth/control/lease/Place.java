package dev.berth.control.lease;

import dev.berth.control.fleet.HostId;
import dev.berth.control.placement.Placement;
import java.util.List;

/** What was found for a request that is about to be leased. */
public sealed interface Place {
    /** A host with its ports and the subnet of the node's network. */
    record Found(HostId host, String hostName, List<Placement.Offer> offers, List<LeasedPort> ports, String subnet)
            implements Place {
        public Found {
            offers = List.copyOf(offers);
            ports = List.copyOf(ports);
        }
    }

    /** No host has room. */
    record None(Placement.Nowhere nowhere) implements Place {}
}
