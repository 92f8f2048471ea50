package dev.berth.proxy.access;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The token buckets of all endpoints that have a limit; one bucket for all keys of an endpoint. */
public final class CallLimits {
    private final ConcurrentHashMap<EndpointId, AtomicLong> buckets = new ConcurrentHashMap<>();

    /**
     * Takes one call of the endpoint's limit. Time is counted from any fixed instant in the past.
     *
     * @return 0 when the call may go on, else the nanoseconds until one may
     */
    public long take(EndpointId endpoint, RateLimit limit, long nowNanos) {
        if (limit.isUnlimited()) return 0;
        AtomicLong bucket = buckets.get(endpoint);
        if (bucket == null) bucket = buckets.computeIfAbsent(endpoint, _ -> new AtomicLong(nowNanos));
        while (true) {
            long held = bucket.get();
            long next = limit.take(held, nowNanos);
            if (next < 0) return -next;
            if (bucket.compareAndSet(held, next)) return 0;
        }
    }
}
