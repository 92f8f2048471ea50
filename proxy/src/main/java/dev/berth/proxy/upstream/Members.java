package dev.berth.proxy.upstream;

import dev.berth.contract.v1.TargetHead;
import dev.berth.contract.v1.UpstreamObservation;
import dev.berth.proxy.route.RoutingSink;
import dev.berth.proxy.route.RoutingTable;
import dev.berth.proxy.route.Target;
import dev.berth.proxy.route.TargetId;
import dev.berth.proxy.route.Upstream;
import dev.berth.proxy.route.UpstreamId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All targets with their live members, as of the newest routing table. A member outlives tables that describe it in the same
 * way; one that changed, or has a new generation, starts with a clean record.
 */
public final class Members implements RoutingSink, UpstreamReports, SharedHeads {
    private final SealingKey sealingKey;
    private final TunnelAccess tunnels;
    private final LongSupplier nanos;
    private volatile @Nullable Map<TargetId, LiveTarget> targets;

    public Members(SealingKey sealingKey, TunnelAccess tunnels, LongSupplier nanos) {
        this.sealingKey = sealingKey;
        this.tunnels = tunnels;
        this.nanos = nanos;
    }

    @Override
    public synchronized void publish(RoutingTable table) {
        Map<UpstreamId, Member> members = new HashMap<>();
        for (Member member : all()) members.put(member.upstream().id(), member);
        Map<TargetId, LiveTarget> live = new HashMap<>();
        for (Target target : table.targets().values()) {
            List<Member> its = target.upstreams().stream()
                    .map(upstream -> members.compute(upstream.id(), (_, held) -> admit(target, upstream, held)))
                    .toList();
            LiveTarget held = find(target.id());
            live.put(target.id(), held == null ? LiveTarget.fresh(target, its) : held.as(target, its));
        }
        targets = Map.copyOf(live);
    }

    /** Whether there is a routing table at all. */
    public boolean isPublished() {
        return targets != null;
    }

    public @Nullable LiveTarget find(TargetId target) {
        Map<TargetId, LiveTarget> now = targets;
        return now == null ? null : now.get(target);
    }

    /** Every target that is in the table now. */
    public Collection<LiveTarget> live() {
        Map<TargetId, LiveTarget> now = targets;
        return now == null ? List.of() : now.values();
    }

    @Override
    public List<UpstreamObservation> now() {
        return all().stream()
                .filter(member -> !(member.standing() instanceof Standing.Untested))
                .map(Member::observation)
                .toList();
    }

    @Override
    public List<TargetHead> told() {
        return live().stream()
                .filter(target ->
                        target.target().replicated() && target.safeHead().told() != Member.NO_HEAD)
                .map(target -> TargetHead.newBuilder()
                        .setTargetId(target.target().id().value())
                        .setHeight(target.safeHead().told())
                        .build())
                .toList();
    }

    @Override
    public void heardOf(TargetHead head) {
        LiveTarget target = head.getTargetId().isEmpty() ? null : find(new TargetId(head.getTargetId()));
        if (target != null) target.safeHead().heardOf(head.getHeight(), nanos.getAsLong());
    }

    private Set<Member> all() {
        return live().stream().flatMap(target -> target.members().stream()).collect(Collectors.toUnmodifiableSet());
    }

    private Member admit(Target target, Upstream upstream, @Nullable Member held) {
        var credential = Credential.open(upstream.sealedCredential(), upstream.id(), sealingKey);
        return held != null && held.is(upstream, credential)
                ? held
                : new Member(upstream, credential, tunnels, target.network().identity() == null);
    }
}
