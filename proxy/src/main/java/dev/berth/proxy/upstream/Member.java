package dev.berth.proxy.upstream;

import dev.berth.contract.v1.UpstreamObservation;
import dev.berth.proxy.method.MethodClass;
import dev.berth.proxy.route.Upstream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/** A node as it is used: what it stands for, how many calls it has now, the newest block that it was seen to have. */
public final class Member {
    /** The height of a node that was not seen to have any. */
    public static final long NO_HEAD = -1;

    private static final long HEAD_STAYS_FRESH = 50_000_000L;

    private final Upstream upstream;
    private final Credential credential;
    private final TunnelAccess tunnels;
    private final Map<MethodClass, Lane> lanes = new EnumMap<>(MethodClass.class);
    private final List<Lane> allLanes;
    private final LongAdder attempts = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile Standing standing = new Standing.Untested();
    private volatile Head head = new Head(NO_HEAD, 0);
    private volatile History history = History.UNKNOWN;
    private final Trust trust = new Trust();
    private volatile boolean proven;

    /** A height, and when it was seen. */
    public record Head(long height, long seenAt) {}

    /** @param proven whether nothing has to show that it is on its network's chain */
    Member(Upstream upstream, Credential credential, TunnelAccess tunnels, boolean proven) {
        this.upstream = upstream;
        this.tunnels = tunnels;
        this.proven = proven;
        this.credential = credential;
        for (MethodClass each : MethodClass.values()) lanes.put(each, new Lane(each));
        allLanes = List.copyOf(lanes.values());
    }

    /** Whether the routing table still means this member: sealing a credential again changes nothing. */
    boolean is(Upstream described, Credential opened) {
        return upstream.isSameAs(described) && credential.equals(opened);
    }

    public Upstream upstream() {
        return upstream;
    }

    Credential credential() {
        return credential;
    }

    TunnelAccess tunnels() {
        return tunnels;
    }

    public String name() {
        return upstream.name();
    }

    Standing standing() {
        return standing;
    }

    /** It gets calls, and answered its last probe. */
    boolean isWell() {
        return standing instanceof Standing.InUse inUse && inUse.failedProbes() == 0;
    }

    /** Why it gets no calls; empty when it does. */
    public String unusable() {
        return standing instanceof Standing.Ejected ejected ? ejected.fault().reason() : "";
    }

    /** Why it should get no calls of this class; empty when it may. */
    public String refusal(MethodClass methodClass, long now) {
        String unusable = unusable();
        return unusable.isEmpty() ? lane(methodClass).refusal(now) : unusable;
    }

    /** Why it gets no more calls of this class at the moment; empty when it does. */
    public String full(MethodClass methodClass) {
        return proven ? lane(methodClass).full() : "has not shown yet that it is on this chain";
    }

    /** It has shown that it is. */
    void isOnItsChain() {
        proven = true;
    }

    /** Whether it would take a call, were there nobody better: it is slow or answers badly, but it is there. */
    public boolean isOfSomeUse(MethodClass methodClass, long now) {
        boolean outright =
                standing instanceof Standing.Ejected ejected && ejected.fault().outright();
        return !outright && lane(methodClass).hasRoomAtLastResort(now);
    }

    /** How many calls of this class it may have at once now. */
    public int limit(MethodClass methodClass) {
        return lane(methodClass).limit();
    }

    public Head head() {
        return head;
    }

    Trust trust() {
        return trust;
    }

    /** How far it is taken to be, whatever it says. */
    public long steadyHead(long now) {
        return trust.believed(head.height, now);
    }

    void goesBackTo(History seen) {
        history = seen;
    }

    /** From which block on it has blocks, or states as well, as far as is known. */
    public long lowest(boolean state) {
        return history.lowest(state, head.height);
    }

    public int inFlight() {
        int calls = 0;
        for (int i = 0; i < allLanes.size(); i++) calls += allLanes.get(i).inFlight();
        return calls;
    }

    public int inFlight(MethodClass methodClass) {
        return lane(methodClass).inFlight();
    }

    /** A call is on its way to this member. */
    public void began(MethodClass methodClass, long now) {
        lane(methodClass).began(now);
        attempts.increment();
    }

    /** A call that had begun is over, in whatever way. */
    public void ended(MethodClass methodClass) {
        lane(methodClass).ended();
    }

    public void answered(MethodClass methodClass, long tookNanos, long now) {
        lane(methodClass).answered(tookNanos, now);
        change(Standing::answeredCall);
    }

    public void failed(MethodClass methodClass, Standing.Fault fault, long now) {
        failures.increment();
        if (fault.outright()) change(held -> held.failedCall(fault, now));
        else lane(methodClass).failed(fault, now);
    }

    /**
     * A call is overdue. That alone ejects nobody: a node that hangs is found by its probes and avoided meanwhile because
     * its calls pile up, while a pool that is merely slow must not be taken for one that is down.
     */
    public void answersLate(MethodClass methodClass, long now) {
        failures.increment();
        lane(methodClass).isOverloaded(now);
    }

    /** The node says that it has too much to do. */
    public void isBusy(MethodClass methodClass, long now) {
        lane(methodClass).isOverloaded(now);
    }

    /** Another member's answer came first. */
    public void abandoned(MethodClass methodClass, long afterNanos, long now) {
        lane(methodClass).abandoned(afterNanos, now);
    }

    /** After this long it is worth asking another as well. */
    public long patienceNanos(MethodClass methodClass) {
        return lane(methodClass).patienceNanos();
    }

    /** After this long an answer of this class is overdue. */
    public long overdueNanos(MethodClass methodClass) {
        return lane(methodClass).overdueNanos();
    }

    /**
     * It said how far it is, when it was asked at that time. Answers overtake each other, so a lower height than before counts
     * only when it was asked for after that. Locks only when there is news.
     *
     * @return whether it went back
     */
    boolean saw(long height, long askedAt, long now) {
        if (height == head.height && now - head.seenAt < HEAD_STAYS_FRESH) return false;
        synchronized (this) {
            Head before = head;
            boolean lower = height < before.height;
            if (lower && askedAt < before.seenAt) return false;
            head = new Head(height, now);
            return lower;
        }
    }

    /** Locks only when something changes, which on a good day is never. */
    void change(UnaryOperator<Standing> transition) {
        if (transition.apply(standing).equals(standing)) return;
        synchronized (this) {
            standing = transition.apply(standing);
        }
    }

    UpstreamObservation observation() {
        var observation = UpstreamObservation.newBuilder()
                .setUpstreamId(upstream.id().value())
                .setAttempts(attempts.sum())
                .setFailures(failures.sum());
        if (standing instanceof Standing.Ejected ejected)
            observation.setReason(ejected.fault().reason());
        else observation.setHealthy(true);
        if (head.height != NO_HEAD) observation.setHead(head.height);
        if (history.isKnown()) observation.setLowestState(lowest(true)).setLowestBlock(lowest(false));
        return observation.build();
    }

    private Lane lane(MethodClass methodClass) {
        Lane known = lanes.get(methodClass);
        if (known == null) throw new IllegalStateException("every class has a lane");
        return known;
    }
}
