package dev.berth.control.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** One request, put to one host after the other: why it does not fit, or how well it does. */
final class Asking {
    /** Of a pool's member, against any other reason: another host, another zone, another provider. */
    private static final double APART = 10;

    /** A host with GPUs is for nodes that want them. */
    private static final double GPU_WASTED = 1;

    private static final double DISK_WASTED = 0.25;

    private final PlacementRequest request;
    private final Optional<Census> companions;
    private final Optional<Census> ofNetwork;

    Asking(PlacementRequest request, List<HostRoom> rooms) {
        this.request = request;
        this.companions = request.companions().map(hosts -> new Census(hosts, rooms));
        this.ofNetwork = request.cap().map(cap -> new Census(cap.nodes(), rooms));
    }

    Placement.Offer offer(HostRoom host) {
        List<String> refusals = refusals(host);
        return refusals.isEmpty()
                ? new Placement.Offer(host.id(), host.name(), score(host), Optional.empty())
                : new Placement.Offer(host.id(), host.name(), 0, Optional.of(String.join(", ", refusals)));
    }

    private List<String> refusals(HostRoom host) {
        var reasons = new ArrayList<String>(0);
        if (request.confinedTo().isPresent() && !request.confinedTo().get().equals(host.id()))
            reasons.add("not the host of its pool");
        if (host.closed().isPresent()) reasons.add(host.closed().get());
        if (host.silent().isPresent())
            reasons.add("not heard for " + host.silent().get().toSeconds() + " s");
        constraints(host, reasons);
        if (!host.diskClass().does(request.diskClass()))
            reasons.add("has " + host.diskClass().text() + " disks, not "
                    + request.diskClass().text());
        if (request.needsIsolation() && !host.isolates())
            reasons.add("its engine isolates nothing, and template or tenant is not trusted with that");
        Shortage.add(reasons, request.need(), host.free());
        if (request.ports() > host.freePorts()) reasons.add((request.ports() - host.freePorts()) + " ports short");
        if (request.cap().isPresent()) caps(host, request.cap().get(), ofNetwork.orElseThrow(), reasons);
        return reasons;
    }

    private void constraints(HostRoom host, List<String> reasons) {
        Constraints wanted = request.constraints();
        if (wanted.host() != null
                && !wanted.host().equals(host.name())
                && !wanted.host().equals(host.id().toString())) reasons.add("is not " + wanted.host());
        if (!request.archs().contains(host.arch()))
            reasons.add("is " + host.arch() + ", and the template runs on " + new TreeSet<>(request.archs()));
        else if (wanted.arch() != null && !wanted.arch().equals(host.arch()))
            reasons.add("is " + host.arch() + ", not " + wanted.arch());
        if (wanted.region() != null && !wanted.region().equals(host.zone().region()))
            reasons.add("is in region \"" + host.zone().region() + "\", not \"" + wanted.region() + "\"");
        if (wanted.zone() != null && !wanted.zone().equals(host.zone().name()))
            reasons.add("is in zone \"" + host.zone().name() + "\", not \"" + wanted.zone() + "\"");
        if (wanted.provider() != null && !wanted.provider().equals(host.zone().provider()))
            reasons.add("is of provider \"" + host.zone().provider() + "\", not \"" + wanted.provider() + "\"");
        for (Map.Entry<String, String> label : wanted.labels().entrySet())
            if (!label.getValue().equals(host.labels().get(label.getKey())))
                reasons.add("has no label " + label.getKey() + "=" + label.getValue());
    }

    private static void caps(HostRoom host, NetworkCap cap, Census there, List<String> reasons) {
        int all = there.all() + 1;
        int ofProvider = there.atProvider(host) + 1;
        if (ofProvider > NetworkCap.most(cap.maxProviderPercent(), all))
            reasons.add("provider \"" + host.zone().provider() + "\" would have " + ofProvider + " of " + all
                    + " nodes of " + cap.network() + " (at most " + cap.maxProviderPercent() + "%)");
        int inZone = there.inZone(host) + 1;
        if (inZone > NetworkCap.most(cap.maxZonePercent(), all))
            reasons.add("zone \"" + host.zone().text() + "\" would have " + inZone + " of " + all + " nodes of "
                    + cap.network() + " (at most " + cap.maxZonePercent() + "%)");
    }

    /**
     * A pool's member goes where the fewest of its companions are, then where most room stays. Any other node goes where it
     * fits best, so that large hosts keep room for large nodes. What a host has and nobody asked for counts against it.
     */
    private double score(HostRoom host) {
        Resources left = host.free().minus(request.need());
        double cpu = share(left.cpuMillis(), host.allocatable().cpuMillis());
        double memory = share(left.memoryBytes(), host.allocatable().memoryBytes());
        double disk = share(left.diskBytes(), host.allocatable().diskBytes());
        double wasted = DISK_WASTED * host.diskClass().fasterThan(request.diskClass())
                + (host.allocatable().gpu() > 0 && request.need().gpu() == 0 ? GPU_WASTED : 0);
        if (companions.isEmpty()) return 1 - (cpu + memory + disk) / 3 - wasted;
        Census members = companions.get();
        int near = members.onHost(host) + members.inZone(host) + members.atProvider(host);
        return Math.min(cpu, Math.min(memory, disk)) - wasted - APART * near;
    }

    private static double share(long left, long all) {
        return all == 0 ? 0 : (double) left / all;
    }
}
