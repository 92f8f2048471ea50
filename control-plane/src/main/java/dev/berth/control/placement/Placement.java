package dev.berth.control.placement;

import dev.berth.control.fleet.HostId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where a request goes, with what every host said to it. */
public sealed interface Placement {
    /** One for each host that was asked, by the host's name. */
    List<Offer> offers();

    /** The best of the hosts that have room. */
    record On(HostId host, List<Offer> offers) implements Placement {
        public On {
            offers = List.copyOf(offers);
        }
    }

    /** No host has room; the offers' refusals say why and are shown as they are. */
    record Nowhere(List<Offer> offers) implements Placement {
        public Nowhere {
            offers = List.copyOf(offers);
        }

        /** "host-3: 2.0 GiB of memory short", one for each host. */
        public List<String> reasons() {
            if (offers.isEmpty()) return List.of("no host is enrolled");
            return offers.stream()
                    .sorted(Comparator.comparing(Offer::hostName))
                    .map(offer -> offer.hostName() + ": " + offer.refusal().orElse(""))
                    .toList();
        }
    }

    /** What a host answers: how well the request fits, more is better; or why it does not. */
    record Offer(HostId host, String hostName, double score, Optional<String> refusal) {
        private boolean isBetterThan(Offer other) {
            return score > other.score || (score == other.score && hostName.compareTo(other.hostName) < 0);
        }
    }

    /** The host with the best offer; among equals, the first by name. */
    static Placement of(PlacementRequest request, List<HostRoom> hosts) {
        var asking = new Asking(request, hosts);
        var offers = new ArrayList<Offer>(hosts.size());
        Offer best = null;
        for (HostRoom host : hosts) {
            Offer offer = asking.offer(host);
            offers.add(offer);
            if (offer.refusal().isEmpty() && (best == null || offer.isBetterThan(best))) best = offer;
        }
        return best == null ? new Nowhere(offers) : new On(best.host(), offers);
    }
}
