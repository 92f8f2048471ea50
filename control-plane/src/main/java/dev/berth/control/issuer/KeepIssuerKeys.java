package dev.berth.control.issuer;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.ISSUER_FETCH;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.min;

import dev.berth.control.database.Database;
import dev.berth.control.issuer.IssuerKeys.Checked;
import dev.berth.control.issuer.IssuerKeys.Unusable;
import dev.berth.control.issuer.IssuerKeys.Usable;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches issuers' keys again and again, and gives them to the endpoints that trust them when they have changed; the feed follows.
 * While an issuer does not answer, the keys that there are stay in force.
 */
public final class KeepIssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(KeepIssuerKeys.class);
    private static final Duration AGAIN_AFTER = Duration.ofMinutes(5);
    private static final int AT_ONCE = 100;

    private final Database database;
    private final Function<URI, Checked> fetch;

    public KeepIssuerKeys(Database database, Function<URI, Checked> fetch) {
        this.database = database;
        this.fetch = fetch;
    }

    /** All that is due side by side: an issuer that is slow holds up no other's. */
    public void run() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String url : database.asPlatform(KeepIssuerKeys::due)) threads.execute(() -> refresh(url));
        }
    }

    private void refresh(String url) {
        Checked checked = fetch.apply(URI.create(url));
        database.asPlatform(tx -> {
            note(tx, url, checked);
            return null;
        });
    }

    private static List<String> due(DSLContext tx) {
        Instant before = Database.now(tx).minus(AGAIN_AFTER);
        return tx.select(ENDPOINT.TOKEN_JWKS_URL)
                .from(ENDPOINT)
                .leftJoin(ISSUER_FETCH)
                .on(ISSUER_FETCH.URL.eq(ENDPOINT.TOKEN_JWKS_URL))
                .where(ENDPOINT.TOKEN_JWKS_URL.isNotNull())
                .and(ENDPOINT.DELETED_AT.isNull())
                .and(ISSUER_FETCH.TRIED_AT.isNull().or(ISSUER_FETCH.TRIED_AT.lt(before)))
                .groupBy(ENDPOINT.TOKEN_JWKS_URL)
                .orderBy(min(ISSUER_FETCH.TRIED_AT).asc().nullsFirst())
                .limit(AT_ONCE)
                .fetch(ENDPOINT.TOKEN_JWKS_URL);
    }

    private static void note(DSLContext tx, String url, Checked checked) {
        switch (checked) {
            case Usable(IssuerKeys keys) -> {
                tx.insertInto(ISSUER_FETCH, ISSUER_FETCH.URL, ISSUER_FETCH.FETCHED_AT)
                        .values(url, Database.now(tx))
                        .onConflict(ISSUER_FETCH.URL)
                        .doUpdate()
                        .set(ISSUER_FETCH.TRIED_AT, currentInstant())
                        .set(ISSUER_FETCH.FETCHED_AT, currentInstant())
                        .set(ISSUER_FETCH.PROBLEM, "")
                        .execute();
                tx.update(ENDPOINT)
                        .set(ENDPOINT.TOKEN_JWKS, keys.jwks())
                        .where(ENDPOINT.TOKEN_JWKS_URL.eq(url))
                        .and(ENDPOINT.TOKEN_JWKS.ne(keys.jwks()))
                        .execute();
            }
            case Unusable(String reason) -> {
                LOG.atWarn()
                        .addKeyValue("url", url)
                        .addKeyValue("reason", reason)
                        .log("an issuer's keys could not be fetched");
                tx.insertInto(ISSUER_FETCH, ISSUER_FETCH.URL, ISSUER_FETCH.PROBLEM)
                        .values(url, reason)
                        .onConflict(ISSUER_FETCH.URL)
                        .doUpdate()
                        .set(ISSUER_FETCH.TRIED_AT, currentInstant())
                        .set(ISSUER_FETCH.PROBLEM, reason)
                        .execute();
            }
        }
    }
}
