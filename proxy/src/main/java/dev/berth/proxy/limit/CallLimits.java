package dev.berth.proxy.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.LimitId.Kind;
import dev.berth.proxy.limit.OverLimit.Of;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls through or not, by the limits of their endpoint, of their key and of the token they came with: a call takes from
 * all of them, or from none. What is here is this proxy's share; {@link Leases} brings it to where the calls come.
 */
public final class CallLimits {
    /** Issuers say who holds a token, so these are bounded: who is forgotten for others finds a full bucket. */
    static final int MOST_HOLDERS = 20_000;

    private final ConcurrentHashMap<String, Quota> quotas = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Quota> ofHolders = Caffeine.newBuilder()
            .maximumSize(MOST_HOLDERS)
            .<String, Quota>build()
            .asMap();
    private final ConcurrentHashMap<LimitId, Lease> leases = new ConcurrentHashMap<>();
    private final EqualPart equalPart = new EqualPart();
    private volatile Runnable whenShort = () -> {};

    /** Part of a limit per second that is this proxy's for a while. */
    record Lease(double part, long untilNanos) {}

    /**
     * Takes a call of so many compute units. Time is counted from any fixed instant in the past.
     *
     * @param holder what its token allows; null: no token came, or one that says nothing of it
     * @return null when the call may go on, else why not
     */
    public @Nullable OverLimit take(
            String endpoint,
            Allowance ofEndpoint,
            String key,
            Allowance ofKey,
            @Nullable HolderAllowance holder,
            int weight,
            long nowNanos) {
        Quota first = ofEndpoint.isUnlimited() ? null : quota(quotas, endpoint, Of.ENDPOINT, ofEndpoint, nowNanos);
        Quota second = ofKey.isUnlimited() ? null : quota(quotas, key, Of.KEY, ofKey, nowNanos);
        Allowance ofHolder = holder == null ? Allowance.UNLIMITED : holder.allowance();
        Quota third = holder == null ? null : quota(ofHolders, holder.of(), Of.TOKEN, ofHolder, nowNanos);
        while (true) {
            OverLimit over = first == null ? null : first.judge(ofEndpoint, weight, nowNanos);
            if (second != null) over = longer(over, second.judge(ofKey, weight, nowNanos));
            if (third != null) over = longer(over, third.judge(ofHolder, weight, nowNanos));
            if (over != null) {
                if (!over.isKnown()) whenShort.run();
                return over;
            }
            if (first != null && !first.take(ofEndpoint, weight, nowNanos)) continue;
            if (second == null || second.take(ofKey, weight, nowNanos)) {
                if (third == null || third.take(ofHolder, weight, nowNanos)) return null;
                if (second != null) second.giveBack(ofKey, weight, nowNanos);
            }
            if (first != null) first.giveBack(ofEndpoint, weight, nowNanos);
        }
    }

    private static @Nullable OverLimit longer(@Nullable OverLimit one, @Nullable OverLimit other) {
        return one == null || (other != null && other.waitNanos() > one.waitNanos()) ? other : one;
    }

    private Quota quota(ConcurrentMap<String, Quota> among, String of, Of whose, Allowance allowance, long nowNanos) {
        Quota known = among.get(of);
        return known != null ? known : among.computeIfAbsent(of, _ -> begin(of, whose, allowance, nowNanos));
    }

    /** What was said of its limits before there were calls holds. */
    private Quota begin(String of, Of whose, Allowance allowance, long nowNanos) {
        var quota = new Quota(of, whose, allowance, equalPart, nowNanos);
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

    void forEach(Consumer<Quota> look) {
        quotas.values().forEach(look);
        ofHolders.values().forEach(look);
    }

    int size() {
        return quotas.size() + ofHolders.size();
    }

    @Nullable
    Quota find(String of) {
        Quota found = quotas.get(of);
        return found != null ? found : ofHolders.get(of);
    }

    void forget(Quota idle) {
        quotas.remove(idle.of(), idle);
        ofHolders.remove(idle.of(), idle);
    }

    ConcurrentHashMap<LimitId, Lease> leases() {
        return leases;
    }

    EqualPart equalPart() {
        return equalPart;
    }
}
