package dev.berth.proxy.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a presented key opens anything, by the access table that is in force now. */
public final class Gatekeeper {
    private final AccessHolder access;
    private final InstantSource clock;
    private final BooleanSupplier isStale;
    private final VerifiedTokens verified = new VerifiedTokens();

    /**
     * @param isStale whether what was heard of keys is too old to go by
     */
    public Gatekeeper(AccessHolder access, InstantSource clock, BooleanSupplier isStale) {
        this.access = access;
        this.clock = clock;
        this.isStale = isStale;
    }

    /** What a key opens, or why nothing. */
    public sealed interface Verdict {}

    public record Opens(Access access) implements Verdict {}

    /** Garbage, unknown, revoked, expired, with a wrong secret or a token that proves nothing: all the same to whoever presents it. */
    public record Unknown() implements Verdict {}

    public record TooStale() implements Verdict {}

    /**
     * Garbage fails its checksum before anything is looked up.
     *
     * @param presented a key; or its id alone, with which a token must come
     * @param token a JWT; null: none came
     */
    public Verdict judge(@Nullable String presented, @Nullable String token) {
        Access opened = presented == null ? null : opened(presented, token, clock.instant());
        if (opened == null) return new Unknown();
        return isStale.getAsBoolean() ? new TooStale() : new Opens(opened);
    }

    private @Nullable Access opened(String presented, @Nullable String token, Instant now) {
        EndpointKey key = EndpointKey.parse(presented);
        KeyId id = key != null ? key.id() : KeyId.parse(presented);
        Access found = id == null ? null : access.current().find(id);
        if (found == null) return null;
        if (key != null ? !found.admits(key, now) : !found.isValid(now)) return null;
        TokenTrust trust = found.tokens();
        if (key != null && (trust == null || !trust.isRequired())) return found;
        return trust == null || token == null ? null : verified.open(found, trust, token, now);
    }
}
