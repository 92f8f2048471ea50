package dev.berth.proxy.insight;

import dev.berth.contract.v1.EndpointTally;
import dev.berth.contract.v1.Refusal;
import org.jspecify.annotations.Nullable;

/** What one endpoint's items of an interval came to on one event loop. */
final class OfEndpoint {
    static final int MOST_GROUPS = 16;

    private final int[] buckets = new int[Buckets.COUNT];
    private ErrorGroup @Nullable [] groups;
    private int groupCount;
    private @Nullable ErrorGroup others;

    void took(long nanos) {
        buckets[Buckets.of(nanos)]++;
    }

    /** The group of those that failed like this; null: there is none yet. */
    @Nullable
    ErrorGroup group(String method, Refusal refusal, int code, int httpStatus) {
        ErrorGroup[] known = groups;
        if (known == null) return null;
        for (int i = 0; i < groupCount; i++) {
            if (known[i].is(method, refusal, code, httpStatus)) return known[i];
        }
        return null;
    }

    boolean hasRoom() {
        return groupCount < MOST_GROUPS;
    }

    ErrorGroup open(String method, Refusal refusal, int code, int httpStatus) {
        ErrorGroup[] known = groups;
        if (known == null) groups = known = new ErrorGroup[MOST_GROUPS];
        var group = new ErrorGroup(method, refusal, code, httpStatus);
        known[groupCount++] = group;
        return group;
    }

    /** The one for all that have no room for a group of their own. */
    ErrorGroup others() {
        ErrorGroup known = others;
        if (known == null) others = known = new ErrorGroup(ErrorGroup.OTHER, Refusal.REFUSAL_UNSPECIFIED, 0, 0);
        return known;
    }

    /** Adds what another event loop had of the same endpoint; that one's groups stay groups of their own. */
    void addTimes(OfEndpoint other) {
        for (int i = 0; i < buckets.length; i++) buckets[i] += other.buckets[i];
    }

    long items() {
        long sum = 0;
        for (int items : buckets) sum += items;
        return sum;
    }

    void putTimes(EndpointTally.Builder message) {
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] > 0) message.addBuckets(i).addItems(buckets[i]);
        }
    }

    void putErrors(EndpointTally.Builder message, long now) {
        ErrorGroup[] known = groups;
        for (int i = 0; known != null && i < groupCount; i++) message.addErrors(known[i].message(now));
        ErrorGroup rest = others;
        if (rest != null) message.addErrors(rest.message(now));
    }
}
