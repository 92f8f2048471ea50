package dev.berth.proxy.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Remembers tokens that were verified, by their hashes, so that a signature is checked once and not with each call. */
final class VerifiedTokens {
    private static final int MOST = 100_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final Cache<Seen, Opened> opened = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(FORGOTTEN_AFTER)
            .build();

    /** A token, and who was asked: a change of an entry makes another trust of it. */
    private record Seen(ByteBuffer sha256, TokenTrust trust) {}

    private record Opened(Access access, Instant until) {}

    /** The access within what the token allows; null when it opens nothing. */
    @Nullable
    Access open(Access whole, TokenTrust trust, String token, Instant now) {
        var seen = new Seen(ByteBuffer.wrap(Sha256.of(token)), trust);
        Opened before = opened.getIfPresent(seen);
        if (before != null) return now.isBefore(before.until) ? before.access : null;
        Claims claims = trust.verify(token, now);
        if (claims == null) return null;
        Access narrowed = whole.narrowed(claims);
        opened.put(seen, new Opened(narrowed, claims.until()));
        return narrowed;
    }
}
