package dev.berth.proxy.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.berth.proxy.access.Gatekeeper.Opens;
import dev.berth.proxy.access.Gatekeeper.TooManyRefused;
import dev.berth.proxy.access.Gatekeeper.Unknown;
import dev.berth.proxy.access.Gatekeeper.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Remembers tokens by their hashes, so that a signature is checked once and not with each call: those that were verified, and
 * for a moment those that were refused.
 */
final class VerifiedTokens {
    private static final int MOST = 100_000;
    private static final int MOST_REFUSED = 10_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final Duration REFUSED_FOR = Duration.ofSeconds(5);

    private final Cache<Seen, Opened> opened = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(FORGOTTEN_AFTER)
            .build();
    private final Cache<Seen, Unknown> refused = Caffeine.newBuilder()
            .maximumSize(MOST_REFUSED)
            .expireAfterWrite(REFUSED_FOR)
            .build();
    private final VerificationBudget budget;

    VerifiedTokens(LongSupplier nanos) {
        this.budget = new VerificationBudget(nanos);
    }

    /** A token, the key that it came with, and who was asked: a change of the trusted keys makes another trust of it. */
    private record Seen(ByteBuffer sha256, KeyId key, TokenTrust trust) {}

    private record Opened(Access whole, Claims claims, Opens opens) {
        static Opened of(Access whole, Claims claims) {
            return new Opened(whole, claims, new Opens(whole.narrowed(claims)));
        }
    }

    /**
     * The access within what the token allows.
     *
     * @param source the address that it comes from
     */
    Verdict open(Access whole, TokenTrust trust, String token, String source, Instant now) {
        if (token.length() > TokenTrust.LONGEST_TOKEN) return Unknown.TO_ALL;
        var seen = new Seen(ByteBuffer.wrap(Sha256.of(token)), whole.key(), trust);
        Opened before = opened.getIfPresent(seen);
        if (before == null)
            return refused.getIfPresent(seen) != null ? Unknown.TO_ALL : verify(seen, whole, token, source, now);
        if (!now.isBefore(before.claims.until())) return Unknown.TO_ALL;
        if (before.whole.equals(whole)) return before.opens;
        Opened anew = Opened.of(whole, before.claims); // the endpoint has changed meanwhile
        opened.put(seen, anew);
        return anew.opens;
    }

    private Verdict verify(Seen seen, Access whole, String token, String source, Instant now) {
        long network = SourceRanges.networkOf(source);
        if (!budget.begin(network, whole.key())) return new TooManyRefused();
        Claims claims = seen.trust.verify(token, now);
        if (claims == null) {
            budget.failed(network, whole.key());
            refused.put(seen, Unknown.TO_ALL);
            return Unknown.TO_ALL;
        }
        Opened first = Opened.of(whole, claims);
        opened.put(seen, first);
        return first.opens;
    }
}
