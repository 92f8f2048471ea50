package dev.berth.proxy.limit;

import dev.berth.contract.v1.LimitDemand;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a proxy asks for more of a day's limit, and for how much: two seconds' worth, at most a hundredth of the day's. What it
 * holds is lost to the others should it die, so that is little; what nobody asks for it gives back.
 */
final class DayNeed {
    private static final double SECONDS_HELD = 2;
    private static final long PARTS_OF_A_DAY = 100;
    private static final long ANSWER_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long KEPT_UNUSED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Flow flow = new Flow();
    private boolean asked;
    private long askedAt;
    private long limitAsked;
    private long usedAt;

    boolean saw(DayStock stock, long limit, Duration since, long nowNanos) {
        boolean used = flow.saw(stock.asked(), since) && limit > 0;
        if (used) usedAt = nowNanos;
        return used;
    }

    void forgetAsk() {
        asked = false;
    }

    /** What is to be said of it now; null: nothing. */
    LimitDemand.@Nullable Builder say(DayStock stock, long limit, long nowNanos) {
        if (limit == 0 || nowNanos - usedAt > KEPT_UNUSED_NANOS) return Leases.returned(stock, nowNanos);
        if (asked && nowNanos - askedAt < ANSWER_WITHIN_NANOS) return null;
        boolean sameLimit = limit == limitAsked;
        if (stock.isUsedUp(nowNanos) && sameLimit && nowNanos - askedAt < ASK_AGAIN_NANOS) return null;
        long shortOf = stock.shortOf();
        long most = Math.max(1, limit / PARTS_OF_A_DAY);
        long chunk = Math.max(shortOf, Math.clamp((long) (flow.perSecond() * SECONDS_HELD), 1, most));
        long left = stock.left(nowNanos);
        if (shortOf == 0 && left > chunk / 2) return null;
        asked = true;
        askedAt = nowNanos;
        limitAsked = limit;
        return LimitDemand.newBuilder().setWanted(Math.max(shortOf, chunk - left));
    }
}
