package dev.berth.proxy.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a presented key opens anything, by the access table that is in force now. */
public final class Gatekeeper {
    private final AccessHolder access;
    private final InstantSource clock;
    private final BooleanSupplier isStale;
    private final VerifiedTokens verified;

    /**
     * @param nanos time from any fixed instant in the past
     * @param isStale whether what was heard of keys is too old to go by
     */
    public Gatekeeper(AccessHolder access, InstantSource clock, LongSupplier nanos, BooleanSupplier isStale) {
        this.access = access;
        this.clock = clock;
        this.verified = new VerifiedTokens(nanos);
        this.isStale = isStale;
    }

    /** What a key opens, or why nothing. */
    public sealed interface Verdict {}

    public record Opens(Access access) implements Verdict {}

    /** Garbage, unknown, revoked, expired, with a wrong secret or a token that proves nothing: all the same to whoever presents it. */
    public record Unknown() implements Verdict {
        static final Unknown TO_ALL = new Unknown();
    }

    /** So many tokens were refused lately that this one was not even looked at. */
    public record TooManyRefused() implements Verdict {}

    public record TooStale() implements Verdict {}

    /**
     * Garbage fails its checksum before anything is looked up.
     *
     * @param presented a key; or its id alone, with which a token must come
     * @param token a JWT; null: none came
     * @param source the address that they come from
     */
    public Verdict judge(@Nullable String presented, @Nullable String token, String source) {
        Verdict verdict = presented == null ? Unknown.TO_ALL : opened(presented, token, source, clock.instant());
        return verdict instanceof Opens && isStale.getAsBoolean() ? new TooStale() : verdict;
    }

    private Verdict opened(String presented, @Nullable String token, String source, Instant now) {
        EndpointKey key = EndpointKey.parse(presented);
        KeyId id = key != null ? key.id() : KeyId.parse(presented);
        Access found = id == null ? null : access.current().find(id);
        if (found == null) return Unknown.TO_ALL;
        if (key != null ? !found.admits(key, now) : !found.isValid(now)) return Unknown.TO_ALL;
        TokenTrust trust = found.tokens();
        if (key != null && (trust == null || !trust.isRequired())) return new Opens(found);
        return trust == null || token == null ? Unknown.TO_ALL : verified.open(found, trust, token, source, now);
    }
}
