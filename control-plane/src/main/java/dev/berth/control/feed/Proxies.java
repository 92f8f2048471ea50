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

    /** Records that a proxy follows, or still does, and what it has applied. */
    static void seen(DSLContext tx, UUID proxy, FeedVersions applied) {
        tx.insertInto(PROXY)
                .set(PROXY.PROXY_ID, proxy)
                .set(PROXY.CONNECTED, true)
                .set(PROXY.ROUTING_VERSION, applied.getRouting())
                .set(PROXY.ACCESS_VERSION, applied.getAccess())
                .set(PROXY.DENIED_VERSION, applied.getDenied())
                .onConflict(PROXY.PROXY_ID)
                .doUpdate()
                .setAllToExcluded()
                .set(PROXY.LAST_SEEN, NOW)
                .execute();
    }

    static void gone(DSLContext tx, UUID proxy) {
        tx.update(PROXY)
                .set(PROXY.CONNECTED, false)
                .where(PROXY.PROXY_ID.eq(proxy))
                .execute();
    }
}
