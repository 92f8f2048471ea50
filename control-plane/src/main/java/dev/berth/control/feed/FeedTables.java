package dev.berth.control.feed;

import static dev.berth.migrations.schema.Tables.DENIED_KEY;
import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static dev.berth.migrations.schema.Tables.FEED_ROUTING;
import static dev.berth.migrations.schema.Tables.FEED_VERSION;
import static dev.berth.migrations.schema.Tables.PLATFORM;
import static org.jooq.impl.DSL.coalesce;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.DeniedChunk;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Limits;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.TokenTrust;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/** The feed's tables as stored. Whoever changes one takes its version in the same transaction, so none is skipped. */
final class FeedTables {
    private FeedTables() {}

    static UUID incarnation(DSLContext tx) {
        return tx.select(PLATFORM.INCARNATION).from(PLATFORM).fetchSingle(PLATFORM.INCARNATION);
    }

    static FeedVersions versions(DSLContext tx) {
        FeedVersions.Builder versions = FeedVersions.newBuilder();
        tx.selectFrom(FEED_VERSION).forEach(row -> {
            switch (row.getFeedTable()) {
                case "routing" -> versions.setRouting(row.getVersion());
                case "access" -> versions.setAccess(row.getVersion());
                case "denied" -> versions.setDenied(row.getVersion());
                default -> throw new IllegalStateException("feed table " + row.getFeedTable());
            }
        });
        return versions.build();
    }

    /** The newest routing table; empty before the first. */
    static Optional<Routing> routing(DSLContext tx) {
        return tx.selectFrom(FEED_ROUTING)
                .orderBy(FEED_ROUTING.VERSION.desc())
                .limit(1)
                .fetchOptional(row -> {
                    try {
                        return Routing.parseFrom(row.getContent()).toBuilder()
                                .setVersion(row.getVersion())
                                .build();
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException("routing table " + row.getVersion() + " cannot be read", e);
                    }
                });
    }

    /**
     * At most {@code limit} entries after version {@code since}. Read {@code current} before: an entry that moves on
     * meanwhile is in a later chunk.
     */
    static AccessChunk access(DSLContext tx, long since, long current, int limit) {
        List<AccessEntry> entries = tx.select(
                        ENDPOINT_KEY.KEY_ID,
                        ENDPOINT_KEY.FEED_VERSION,
                        ENDPOINT_KEY.SECRET_SHA256,
                        ENDPOINT_KEY.ENDPOINT_ID,
                        ENDPOINT_KEY.TENANT_ID,
                        ENDPOINT_KEY.REVOKED_AT,
                        ENDPOINT_KEY.EXPIRES_AT,
                        ENDPOINT.DELETED_AT,
                        coalesce(ENDPOINT.POOL_ID, ENDPOINT.NODE_ID).as("target"),
                        ENDPOINT.NETWORK,
                        ENDPOINT.CALLS_PER_SECOND,
                        ENDPOINT.BURST,
                        ENDPOINT.UNITS_PER_SECOND,
                        ENDPOINT.CALLS_PER_DAY,
                        ENDPOINT.UNITS_PER_DAY,
                        ENDPOINT_KEY.CALLS_PER_SECOND,
                        ENDPOINT_KEY.BURST,
                        ENDPOINT_KEY.UNITS_PER_SECOND,
                        ENDPOINT_KEY.CALLS_PER_DAY,
                        ENDPOINT_KEY.UNITS_PER_DAY,
                        ENDPOINT.MAX_BATCH_ITEMS,
                        ENDPOINT.ALLOWED_METHODS,
                        ENDPOINT.ALLOWED_ORIGINS,
                        ENDPOINT.ALLOWED_SOURCES,
                        ENDPOINT.ALLOWED_CONTRACTS,
                        ENDPOINT.LISTS_DRY_RUN,
                        ENDPOINT.TOKEN_JWKS,
                        ENDPOINT.TOKEN_ISSUER,
                        ENDPOINT.TOKEN_AUDIENCE,
                        ENDPOINT.TOKENS_REQUIRED)
                .from(ENDPOINT_KEY)
                .join(ENDPOINT)
                .on(ENDPOINT.ENDPOINT_ID.eq(ENDPOINT_KEY.ENDPOINT_ID))
                .where(ENDPOINT_KEY.FEED_VERSION.gt(since).and(ENDPOINT_KEY.FEED_VERSION.le(current)))
                .orderBy(ENDPOINT_KEY.FEED_VERSION)
                .limit(limit)
                .fetch(FeedTables::entry);
        long completeTo = entries.size() < limit ? current : entries.getLast().getVersion();
        return AccessChunk.newBuilder()
                .addAllEntries(entries)
                .setCompleteTo(completeTo)
                .build();
    }

    /** As {@link #access}, of the keys that must never be served again. */
    static DeniedChunk denied(DSLContext tx, long since, long current, int limit) {
        var rows = tx.selectFrom(DENIED_KEY)
                .where(DENIED_KEY.VERSION.gt(since).and(DENIED_KEY.VERSION.le(current)))
                .orderBy(DENIED_KEY.VERSION)
                .limit(limit)
                .fetch();
        long completeTo = rows.size() < limit ? current : rows.getLast().getVersion();
        return DeniedChunk.newBuilder()
                .addAllKeyIds(rows.map(row -> row.getKeyId()))
                .setVersion(completeTo)
                .build();
    }

    private static AccessEntry entry(Record row) {
        AccessEntry.Builder entry = AccessEntry.newBuilder()
                .setKeyId(row.get(ENDPOINT_KEY.KEY_ID))
                .setVersion(row.get(ENDPOINT_KEY.FEED_VERSION));
        if (row.get(ENDPOINT_KEY.REVOKED_AT) != null || row.get(ENDPOINT.DELETED_AT) != null)
            return entry.setTombstone(true).build();
        Instant expires = row.get(ENDPOINT_KEY.EXPIRES_AT);
        if (expires != null)
            entry.setExpiresAt(
                    Timestamp.newBuilder().setSeconds(expires.getEpochSecond()).setNanos(expires.getNano()));
        if (row.get(ENDPOINT.TOKEN_JWKS) != null)
            entry.setTokens(TokenTrust.newBuilder()
                    .setJwksJson(row.get(ENDPOINT.TOKEN_JWKS))
                    .setIssuer(row.get(ENDPOINT.TOKEN_ISSUER))
                    .setAudience(row.get(ENDPOINT.TOKEN_AUDIENCE))
                    .setRequired(row.get(ENDPOINT.TOKENS_REQUIRED)));
        return entry.setSecretSha256(ByteString.copyFrom(row.get(ENDPOINT_KEY.SECRET_SHA256)))
                .setEndpointId(row.get(ENDPOINT_KEY.ENDPOINT_ID).toString())
                .setTenantId(row.get(ENDPOINT_KEY.TENANT_ID).toString())
                .setTargetId(row.get("target", UUID.class).toString())
                .setNetwork(row.get(ENDPOINT.NETWORK))
                .setLimits(Limits.newBuilder()
                        .setCallsPerSecond(row.get(ENDPOINT.CALLS_PER_SECOND))
                        .setBurst(row.get(ENDPOINT.BURST))
                        .setUnitsPerSecond(row.get(ENDPOINT.UNITS_PER_SECOND))
                        .setCallsPerDay(row.get(ENDPOINT.CALLS_PER_DAY))
                        .setUnitsPerDay(row.get(ENDPOINT.UNITS_PER_DAY))
                        .setMaxBatchItems(row.get(ENDPOINT.MAX_BATCH_ITEMS)))
                .setKeyLimits(Limits.newBuilder()
                        .setCallsPerSecond(row.get(ENDPOINT_KEY.CALLS_PER_SECOND))
                        .setBurst(row.get(ENDPOINT_KEY.BURST))
                        .setUnitsPerSecond(row.get(ENDPOINT_KEY.UNITS_PER_SECOND))
                        .setCallsPerDay(row.get(ENDPOINT_KEY.CALLS_PER_DAY))
                        .setUnitsPerDay(row.get(ENDPOINT_KEY.UNITS_PER_DAY)))
                .addAllAllowedMethods(List.of(row.get(ENDPOINT.ALLOWED_METHODS)))
                .addAllAllowedOrigins(List.of(row.get(ENDPOINT.ALLOWED_ORIGINS)))
                .addAllAllowedSources(List.of(row.get(ENDPOINT.ALLOWED_SOURCES)))
                .addAllAllowedContracts(List.of(row.get(ENDPOINT.ALLOWED_CONTRACTS)))
                .setListsDryRun(row.get(ENDPOINT.LISTS_DRY_RUN))
                .build();
    }
}
