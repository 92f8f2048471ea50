package dev.berth.control.placement;

import dev.berth.control.fleet.HostId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

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
                    .map(offer -> offer.hostName() + ": " + offer.refusal().orElse(""))
                    .toList();
        }
    }

    /** What a host answers: how well the request fits, more is better; or why it does not. */
    record Offer(HostId host, String hostName, double score, Optional<String> refusal) {
        static Offer of(PlacementRequest request, HostRoom host) {
            List<String> refusals = refusals(request, host);
            return refusals.isEmpty()
                    ? new Offer(host.id(), host.name(), score(request, host), Optional.empty())
                    : new Offer(host.id(), host.name(), 0, Optional.of(String.join(", ", refusals)));
        }

        private static List<String> refusals(PlacementRequest request, HostRoom host) {
            var reasons = new ArrayList<String>();
            Constraints wanted = request.constraints();
            request.confinedTo()
                    .filter(only -> !only.equals(host.id()))
                    .ifPresent(_ -> reasons.add("not the host of its pool"));
            host.closed().ifPresent(reasons::add);
            host.silent().ifPresent(silence -> reasons.add("not heard for " + silence.toSeconds() + " s"));
            if (wanted.host() != null
                    && !wanted.host().equals(host.name())
                    && !wanted.host().equals(host.id().toString())) reasons.add("is not " + wanted.host());
            if (!request.archs().contains(host.arch()))
                reasons.add("is " + host.arch() + ", and the template runs on " + new TreeSet<>(request.archs()));
            else if (wanted.arch() != null && !wanted.arch().equals(host.arch()))
                reasons.add("is " + host.arch() + ", not " + wanted.arch());
            if (wanted.region() != null && !wanted.region().equals(host.region()))
                reasons.add("is in region \"" + host.region() + "\", not \"" + wanted.region() + "\"");
            wanted.labels().forEach((key, value) -> {
                if (!value.equals(host.labels().get(key))) reasons.add("has no label " + key + "=" + value);
            });
            if (!host.diskClass().does(request.diskClass()))
                reasons.add("has " + host.diskClass().text() + " disks, not "
                        + request.diskClass().text());
            if (request.needsIsolation() && !host.isolates())
                reasons.add("its engine isolates nothing, and template or tenant is not trusted with that");
            reasons.addAll(Shortage.of(request.need(), host.free()));
            if (request.ports() > host.freePorts()) reasons.add((request.ports() - host.freePorts()) + " ports short");
            return reasons;
        }

        /** The share of the host that stays free in its scarcest dimension, less one for each companion there. */
        private static double score(PlacementRequest request, HostRoom host) {
            Resources left = host.free().minus(request.need());
            double room = Math.min(
                    share(left.cpuMillis(), host.allocatable().cpuMillis()),
                    Math.min(
                            share(left.memoryBytes(), host.allocatable().memoryBytes()),
                            share(left.diskBytes(), host.allocatable().diskBytes())));
            return room - request.companions().getOrDefault(host.id(), 0);
        }

        private static double share(long left, long all) {
            return all == 0 ? 0 : (double) left / all;
        }
    }

    /** The host with the best offer; among equals, the first by name. */
    static Placement of(PlacementRequest request, List<HostRoom> hosts) {
        List<Offer> offers = hosts.stream()
                .map(host -> Offer.of(request, host))
                .sorted(Comparator.comparing(Offer::hostName))
                .toList();
        Optional<Offer> best = Optional.empty();
        for (Offer offer : offers)
            if (offer.refusal().isEmpty()
                    && (best.isEmpty() || offer.score() > best.get().score())) best = Optional.of(offer);
        return best.<Placement>map(offer -> new On(offer.host(), offers)).orElseGet(() -> new Nowhere(offers));
    }
}
