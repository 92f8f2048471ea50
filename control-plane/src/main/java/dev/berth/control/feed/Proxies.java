package dev.berth.control.feed;

import static dev.berth.migrations.schema.Tables.PROXY;
import static org.jooq.impl.DSL.field;

import dev.berth.contract.v1.FeedVersions;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Proxies as stored: which follow the feed, and how far each has come. */
public final class Proxies {
    private static final Field<Instant> NOW = field("clock_timestamp()", PROXY.LAST_SEEN.getDataType());

    private Proxies() {}

    /** One proxy; connected: it follows the feed of some control plane and said so in the last 15 s. */
    public record Proxy(
            UUID id, boolean connected, Instant firstSeen, Instant lastSeen, long routing, long access, long denied) {}

    public static List<Proxy> all(DSLContext tx) {
        Field<Boolean> connected =
                field("({0} and {1} > now() - interval '15 seconds')", Boolean.class, PROXY.CONNECTED, PROXY.LAST_SEEN);
        return tx.select(PROXY.fields())
                .select(connected)
                .from(PROXY)
                .orderBy(PROXY.FIRST_SEEN)
                .fetch(row -> new Proxy(
                        row.get(PROXY.PROXY_ID),
                        row.get(connected),
                        row.get(PROXY.FIRST_SEEN),
                        row.get(PROXY.LAST_SEEN),
                        row.get(PROXY.ROUTING_VERSION),
                        row.get(PROXY.ACCESS_VERSION),
                        row.get(PROXY.DENIED_VERSION)));
    }

    /** A later report of it makes it known again. */
    public static void forget(DSLContext tx, UUID proxy) {
        tx.deleteFrom(PROXY).where(PROXY.PROXY_ID.eq(proxy)).execute();
    }

    /** Records that a proxy follows, or still does, and what it has applied. */
    static void seen(DSLContext tx, UUID proxy, FeedVersions applied) {
        tx.insertInto(PROXY)
                .set(PROXY.PROXY_ID, proxy)
                .set(PROXY.CONNECTED, true)
                .set(PROXY.STOPPED, false)
                .set(PROXY.ROUTING_VERSION, applied.getRouting())
                .set(PROXY.ACCESS_VERSION, applied.getAccess())
                .set(PROXY.DENIED_VERSION, applied.getDenied())
                .onConflict(PROXY.PROXY_ID)
                .doUpdate()
                .setAllToExcluded()
                .set(PROXY.LAST_SEEN, NOW)
                .execute();
    }

    /**
     * How many share each limit: those that follow, and those that were not heard for a short while only, for they serve
     * their part all the same. One that said it stops has none.
     */
    static int sharing(DSLContext tx) {
        return tx.fetchCount(
                PROXY,
                PROXY.STOPPED.isFalse().and(PROXY.LAST_SEEN.gt(field("now() - interval '30 seconds'", Instant.class))));
    }

    /** How many shared each limit when proxies were last heard, whenever that was. */
    static int sharedLately(DSLContext tx) {
        return tx.fetchCount(
                PROXY,
                PROXY.STOPPED
                        .isFalse()
                        .and(PROXY.LAST_SEEN.gt(
                                field("(select max(last_seen) from proxy) - interval '30 seconds'", Instant.class))));
    }

    /** Control planes look at once who is there. */
    static void tell(DSLContext tx) {
        tx.execute("notify berth_feed");
    }

    static void gone(DSLContext tx, UUID proxy, boolean stopped) {
        tx.update(PROXY)
                .set(PROXY.CONNECTED, false)
                .set(PROXY.STOPPED, stopped)
                .where(PROXY.PROXY_ID.eq(proxy))
                .execute();
    }
}
