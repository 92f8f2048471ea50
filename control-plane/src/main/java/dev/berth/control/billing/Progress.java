package dev.berth.control.billing;

import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.select;

import dev.berth.control.usage.Completeness;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * How complete a period is, nothing counting beyond its end: per proxy, and as a whole, when it is over, every proxy is
 * complete until its end and every node that is ready was seen then.
 */
public record Progress(List<Completeness> proxies, boolean complete) {
    public Progress {
        proxies = List.copyOf(proxies);
    }

    /** Read it before what it is about: what is claimed then is there. In a transaction that sees everything. */
    static Progress of(DSLContext tx, Period period) {
        List<Completeness> proxies = Completeness.all(tx).stream()
                .map(proxy -> new Completeness(proxy.proxy(), proxy.until().map(until -> earlier(until, period.to()))))
                .toList();
        boolean over = !tx.fetchSingle(select(currentInstant())).value1().isBefore(period.to());
        boolean allThere = proxies.stream()
                .allMatch(proxy -> proxy.until().filter(period.to()::equals).isPresent());
        return new Progress(proxies, over && allThere && !nodesOwed(tx, period));
    }

    /** The earliest of the proxies; empty when one of them claims nothing, or there is none. */
    Optional<Instant> callsUntil() {
        if (proxies.stream().anyMatch(proxy -> proxy.until().isEmpty())) return Optional.empty();
        return proxies.stream().flatMap(proxy -> proxy.until().stream()).min(Comparator.naturalOrder());
    }

    private static boolean nodesOwed(DSLContext tx, Period period) {
        return tx.fetchExists(
                READY_INTERVAL, READY_INTERVAL.TO_TIME.isNull().and(READY_INTERVAL.LAST_SEEN.lt(period.to())));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
