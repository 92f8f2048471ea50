package dev.berth.proxy.access;

import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a presented key opens anything, by the access table that is in force now. */
public final class Gatekeeper {
    private final AccessHolder access;
    private final InstantSource clock;
    private final BooleanSupplier isStale;

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

    /** Garbage, unknown, revoked, expired, or with a wrong secret: all the same to whoever presents it. */
    public record Unknown() implements Verdict {}

    public record TooStale() implements Verdict {}

    /** Garbage fails its checksum before anything is looked up. */
    public Verdict judge(@Nullable String presented) {
        EndpointKey key = presented == null ? null : EndpointKey.parse(presented);
        Access opened = key == null ? null : access.current().find(key.id());
        if (key == null || opened == null || !opened.admits(key, clock.instant())) return new Unknown();
        return isStale.getAsBoolean() ? new TooStale() : new Opens(opened);
    }
}
