package dev.berth.proxy.limit;

import dev.berth.contract.v1.Demand;
import dev.berth.contract.v1.LimitDemand;
import dev.berth.contract.v1.LimitId;
import dev.berth.contract.v1.LimitId.Kind;
import dev.berth.contract.v1.LimitShare;
import dev.berth.contract.v1.Shares;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Brings shares of limits to where calls come: tells the control plane what is asked of limits that may run short here, and
 * puts in force what it answers. A limit that is far from its share is not spoken of. One thread calls this.
 */
public final class Leases {
    /** How often demand is told while there is any. */
    public static final Duration ROUND = Duration.ofMillis(250);

    static final List<Kind> PER_SECOND = List.of(Kind.CALLS_PER_SECOND, Kind.UNITS_PER_SECOND);
    static final List<Kind> PER_DAY = List.of(Kind.CALLS_PER_DAY, Kind.UNITS_PER_DAY);

    private static final double NEAR_ITS_SHARE = 0.5;
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int ROUNDS_REMEMBERED = 64;

    /** Holders of tokens whose limits are spoken of in a round; the others have their equal parts. */
    private static final int MOST_HOLDERS_SPOKEN_OF = 500;

    private final CallLimits limits;
    private final Map<Quota, Watch> watches = new HashMap<>();
    private final long[] sentAt = new long[ROUNDS_REMEMBERED];
    private final AtomicBoolean asking = new AtomicBoolean();
    private long round;
    private long heard;
    private long lookedAt;
    private int holdersSpokenOf;
    private long mayAskAt;

    public Leases(CallLimits limits, long nowNanos) {
        this.limits = limits;
        this.lookedAt = nowNanos;
        this.mayAskAt = nowNanos;
    }

    /** What is known of a quota from round to round. */
    private static final class Watch {
        final Flow[] flows = {new Flow(), new Flow()};
        final DayNeed[] needs = {new DayNeed(), new DayNeed()};
        long usedAt;
    }

    /** Gives the path of calls a way to ask at once for more of a day's limit; asks that come before an answer are one. */
    public void whenShort(Runnable sayDemandSoon) {
        limits.whenShort(() -> {
            if (asking.compareAndSet(false, true)) sayDemandSoon.run();
        });
    }

    private void askAgain(long nowNanos) {
        mayAskAt = nowNanos + ROUND.toNanos();
        asking.set(false);
    }

    /** A conversation begins: rounds are counted anew, and what was asked in the last one is not answered any more. */
    public void begin() {
        round = 0;
        heard = 0;
        for (Watch watch : watches.values()) {
            for (DayNeed need : watch.needs) need.forgetAsk();
        }
    }

    /** So many proxies share each limit. */
    public void heardOf(int proxies, long nowNanos) {
        if (!limits.equalPart().heardOf(proxies)) return;
        limits.forEach(quota -> {
            for (Kind kind : PER_SECOND) quota.bucket(kind).spread(nowNanos);
        });
    }

    /** What is to be said now; empty: nothing. */
    public Optional<Demand> demand(long nowNanos) {
        if (nowNanos - mayAskAt >= 0) askAgain(nowNanos);
        Duration since = Duration.ofNanos(Math.max(0, nowNanos - lookedAt));
        lookedAt = nowNanos;
        limits.leases().values().removeIf(lease -> nowNanos - lease.untilNanos() >= 0);
        Demand.Builder demand = Demand.newBuilder();
        holdersSpokenOf = 0;
        limits.forEach(quota -> look(quota, since, nowNanos, demand));
        if (watches.size() > limits.size()) watches.keySet().removeIf(quota -> limits.find(quota.of()) != quota);
        for (LimitId lent : limits.leases().keySet()) {
            if (limits.find(lent.getOf()) == null)
                demand.addLimits(LimitDemand.newBuilder().setLimit(lent));
        }
        if (demand.getLimitsCount() == 0) return Optional.empty();
        round++;
        sentAt[(int) (round % ROUNDS_REMEMBERED)] = nowNanos;
        return Optional.of(demand.setRound(round).setHeard(heard).build());
    }

    private void look(Quota quota, Duration since, long nowNanos, Demand.Builder demand) {
        Watch watch = watches.computeIfAbsent(quota, _ -> new Watch());
        Allowance allowance = quota.allowance();
        boolean mayTell = !quota.isOfToken() || holdersSpokenOf < MOST_HOLDERS_SPOKEN_OF;
        int told = demand.getLimitsCount();
        boolean used = false;
        for (int i = 0; i < PER_SECOND.size(); i++) {
            Kind kind = PER_SECOND.get(i);
            RateBucket bucket = quota.bucket(kind);
            used |= watch.flows[i].saw(bucket.asked(), since);
            double ofLimit = allowance.limit(kind) == 0 ? 0 : watch.flows[i].perSecond() / allowance.limit(kind);
            boolean near = ofLimit > NEAR_ITS_SHARE * bucket.part()
                    && !limits.equalPart().isWhole();
            if (mayTell && (near || bucket.isLeased(nowNanos))) {
                demand.addLimits(
                        LimitDemand.newBuilder().setLimit(quota.id(kind)).setOfLimit(ofLimit));
            }
        }
        for (int i = 0; i < PER_DAY.size(); i++) {
            Kind kind = PER_DAY.get(i);
            DayNeed need = watch.needs[i];
            used |= need.saw(quota.stock(kind), allowance.limit(kind), since, nowNanos);
            LimitDemand.Builder said = mayTell ? need.say(quota.stock(kind), allowance.limit(kind), nowNanos) : null;
            if (said != null) demand.addLimits(said.setLimit(quota.id(kind)).setByToken(quota.saidByToken(kind)));
        }
        if (quota.isOfToken() && demand.getLimitsCount() > told) holdersSpokenOf++;
        if (used) watch.usedAt = nowNanos;
        else if (watch.usedAt == 0) watch.usedAt = nowNanos;
        else if (nowNanos - watch.usedAt > IDLE_NANOS) forget(quota);
    }

    /** A quota that nothing was asked of for long is full, and has given back what it had of the day. */
    private void forget(Quota quota) {
        limits.forget(quota);
        watches.remove(quota);
    }

    /** Puts in force what the control plane said. */
    public void hear(Shares shares, long nowNanos) {
        heard = Math.max(heard, shares.getNumber());
        boolean remembered = shares.getRound() > 0 && round - shares.getRound() < ROUNDS_REMEMBERED;
        long askedAt = remembered ? sentAt[(int) (shares.getRound() % ROUNDS_REMEMBERED)] : nowNanos;
        for (LimitShare share : shares.getSharesList()) {
            switch (share.getLimit().getKind()) {
                case CALLS_PER_SECOND, UNITS_PER_SECOND -> lease(share, askedAt, nowNanos);
                case CALLS_PER_DAY, UNITS_PER_DAY -> grant(share, askedAt, nowNanos);
                case KIND_UNSPECIFIED, UNRECOGNIZED -> {}
            }
        }
    }

    /** What is borrowed counts from the question, so that it ends before the one who lends it takes it back. */
    private void lease(LimitShare share, long askedAt, long nowNanos) {
        long from = share.getBorrowed() ? askedAt : nowNanos;
        long until = from + TimeUnit.MILLISECONDS.toNanos(share.getForMs());
        if (until - nowNanos <= 0) return;
        limits.leases().put(share.getLimit(), new CallLimits.Lease(share.getOfLimit(), until));
        Quota quota = limits.find(share.getLimit().getOf());
        if (quota != null) quota.bucket(share.getLimit().getKind()).lease(share.getOfLimit(), until, nowNanos);
    }

    private void grant(LimitShare share, long askedAt, long nowNanos) {
        askAgain(nowNanos);
        Quota quota = limits.find(share.getLimit().getOf());
        if (quota == null) return; // nothing asks any more: what was given is lost
        long ends = askedAt + TimeUnit.MILLISECONDS.toNanos(share.getDayEndsMs());
        quota.stock(share.getLimit().getKind()).grant(share.getGranted(), share.getDay(), ends, nowNanos);
        Watch watch = watches.get(quota);
        if (watch != null) watch.needs[PER_DAY.indexOf(share.getLimit().getKind())].forgetAsk();
    }

    /** The last demand before the proxy stops: gives back what it has not used. */
    public Optional<Demand> last(long nowNanos) {
        Demand.Builder demand = Demand.newBuilder();
        limits.forEach(quota -> {
            for (Kind kind : PER_DAY) {
                LimitDemand.Builder back = returned(quota.stock(kind), nowNanos);
                if (back != null) demand.addLimits(back.setLimit(quota.id(kind)).setByToken(quota.saidByToken(kind)));
            }
        });
        if (demand.getLimitsCount() == 0) return Optional.empty();
        return Optional.of(demand.setRound(++round).setHeard(heard).build());
    }

    static LimitDemand.@Nullable Builder returned(DayStock stock, long nowNanos) {
        long left = stock.left(nowNanos) > 0 ? stock.drain() : 0;
        return left > 0 ? LimitDemand.newBuilder().setReturned(left).setReturnedDay(stock.number()) : null;
    }
}
