package dev.berth.proxy.limit;

import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.LimitId.Kind;
import org.jspecify.annotations.Nullable;

/** The limits of one endpoint, of one key, or of one holder of a token, on this proxy. */
final class Quota {
    private static final Kind[] KINDS = {
        Kind.CALLS_PER_SECOND, Kind.UNITS_PER_SECOND, Kind.CALLS_PER_DAY, Kind.UNITS_PER_DAY
    };

    private final String of;
    private final OverLimit.Of whose;
    private final Room[] rooms;
    private volatile Allowance allowance;

    Quota(String of, OverLimit.Of whose, Allowance allowance, EqualPart equalPart, long nowNanos) {
        this.of = of;
        this.whose = whose;
        this.allowance = allowance;
        this.rooms = new Room[] {
            new RateBucket(equalPart, nowNanos), new RateBucket(equalPart, nowNanos), new DayStock(), new DayStock()
        };
    }

    /** Why a call of so many units has to wait, by the limit that lets it wait longest; null: it has not. */
    @Nullable
    OverLimit judge(Allowance now, int weight, long nowNanos) {
        if (!allowance.equals(now)) allowance = now;
        OverLimit worst = null;
        for (int i = 0; i < KINDS.length; i++) {
            long limit = now.limit(KINDS[i]);
            long cost = cost(i, weight);
            if (limit == 0 || cost == 0) continue;
            long wait = rooms[i].wait(limit, now.burst(KINDS[i]), cost, nowNanos);
            if (wait != 0 && (worst == null || wait > worst.waitNanos())) {
                worst = new OverLimit(whose, KINDS[i], limit, wait);
            }
        }
        return worst;
    }

    /** Takes from each limit, or, when another call came first at one of them, from none. */
    boolean take(Allowance now, int weight, long nowNanos) {
        for (int i = 0; i < KINDS.length; i++) {
            long limit = now.limit(KINDS[i]);
            long cost = cost(i, weight);
            if (limit == 0 || cost == 0 || rooms[i].take(limit, now.burst(KINDS[i]), cost, nowNanos)) continue;
            giveBack(now, weight, nowNanos, i);
            return false;
        }
        return true;
    }

    /** Undoes what was taken at that time. */
    void giveBack(Allowance then, int weight, long takenNanos) {
        giveBack(then, weight, takenNanos, KINDS.length);
    }

    private void giveBack(Allowance then, int weight, long takenNanos, int before) {
        for (int i = 0; i < before; i++) {
            long cost = cost(i, weight);
            if (then.limit(KINDS[i]) > 0 && cost > 0) rooms[i].giveBack(cost, takenNanos);
        }
    }

    private static long cost(int kind, int weight) {
        return KINDS[kind] == Kind.CALLS_PER_SECOND || KINDS[kind] == Kind.CALLS_PER_DAY ? 1 : weight;
    }

    String of() {
        return of;
    }

    boolean isOfToken() {
        return whose == OverLimit.Of.TOKEN;
    }

    /** The number that the limit is, where only a token says it; else 0. */
    long saidByToken(Kind kind) {
        return isOfToken() ? allowance.limit(kind) : 0;
    }

    /** What was allowed when a call was last judged. */
    Allowance allowance() {
        return allowance;
    }

    LimitId id(Kind kind) {
        return LimitId.newBuilder().setOf(of).setKind(kind).build();
    }

    /** What there is of a limit per second. */
    RateBucket bucket(Kind kind) {
        return (RateBucket) rooms[index(kind)];
    }

    /** What there is of a limit per day. */
    DayStock stock(Kind kind) {
        return (DayStock) rooms[index(kind)];
    }

    private static int index(Kind kind) {
        for (int i = 0; i < KINDS.length; i++) {
            if (KINDS[i] == kind) return i;
        }
        throw new IllegalArgumentException("limit: " + kind + " (expected: per second or per day)");
    }
}
