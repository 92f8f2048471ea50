package dev.berth.proxy.limit;

import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.LimitId.Kind;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through or not, by the limits of their endpoint and of their key: a call takes from all of them, or from none.
 * What is here is this proxy's share; {@link Leases} brings it to where the calls come.
 */
public final class CallLimits {
    private final ConcurrentHashMap<String, Quota> quotas = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<LimitId, Lease> leases = new ConcurrentHashMap<>();
    private final EqualPart equalPart = new EqualPart();
    private volatile Runnable whenShort = () -> {};

    /** Part of a limit per second that is this proxy's for a while. */
    record Lease(double part, long untilNanos) {}

    /**
     * Takes a call of so many compute units. Time is counted from any fixed instant in the past.
     *
     * @return null when the call may go on, else why not
     */
    public @Nullable OverLimit take(
            String endpoint, Allowance ofEndpoint, String key, Allowance ofKey, int weight, long nowNanos) {
        Quota first = ofEndpoint.isUnlimited() ? null : quota(endpoint, false, ofEndpoint, nowNanos);
        Quota second = ofKey.isUnlimited() ? null : quota(key, true, ofKey, nowNanos);
        while (true) {
            OverLimit over = first == null ? null : first.judge(ofEndpoint, weight, nowNanos);
            OverLimit own = second == null ? null : second.judge(ofKey, weight, nowNanos);
            if (own != null && (over == null || own.waitNanos() > over.waitNanos())) over = own;
            if (over != null) {
                if (!over.isKnown()) whenShort.run();
                return over;
            }
            if (first != null && !first.take(ofEndpoint, weight, nowNanos)) continue;
            if (second == null || second.take(ofKey, weight, nowNanos)) return null;
            if (first != null) first.giveBack(ofEndpoint, weight, nowNanos);
        }
    }

    private Quota quota(String of, boolean ofKey, Allowance allowance, long nowNanos) {
        Quota known = quotas.get(of);
        return known != null ? known : quotas.computeIfAbsent(of, _ -> begin(of, ofKey, allowance, nowNanos));
    }

    /** What was said of its limits before there were calls holds. */
    private Quota begin(String of, boolean ofKey, Allowance allowance, long nowNanos) {
        var quota = new Quota(of, ofKey, allowance, equalPart, nowNanos);
        for (Kind kind : Leases.PER_SECOND) {
            Lease lease = leases.get(quota.id(kind));
            if (lease != null) quota.bucket(kind).lease(lease.part(), lease.untilNanos(), nowNanos);
        }
        return quota;
    }

    /** What is done when a call found nothing left of a day's limit: asking for more. */
    void whenShort(Runnable ask) {
        whenShort = ask;
    }

    Collection<Quota> all() {
        return quotas.values();
    }

    @Nullable
    Quota find(String of) {
        return quotas.get(of);
    }

    void forget(Quota idle) {
        quotas.remove(idle.of(), idle);
    }

    ConcurrentHashMap<LimitId, Lease> leases() {
        return leases;
    }

    EqualPart equalPart() {
        return equalPart;
    }
}
