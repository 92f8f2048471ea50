package dev.berth.proxy.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * When the control plane was last heard, over restarts: the time of a file. An operator may set an age beyond which the
 * proxy serves nobody, because keys may have been revoked meanwhile; without it, it serves for as long as it must.
 */
public final class Freshness {
    private final Path file;
    private final Optional<Duration> limit;
    private final InstantSource clock;
    private volatile Instant heardAt;

    private Freshness(Path file, Optional<Duration> limit, InstantSource clock, Instant heardAt) {
        this.file = file;
        this.limit = limit;
        this.clock = clock;
        this.heardAt = heardAt;
    }

    public static Freshness open(Path folder, Optional<Duration> limit, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("heard");
        Instant heardAt = Files.exists(file) ? Files.getLastModifiedTime(file).toInstant() : Instant.EPOCH;
        return new Freshness(file, limit, clock, heardAt);
    }

    /** Whether what was heard is too old to serve from. */
    public boolean isStale() {
        return limit.isPresent() && heardAt.plus(limit.get()).isBefore(clock.instant());
    }

    public Instant heardAt() {
        return heardAt;
    }

    void heard() {
        heardAt = clock.instant();
    }

    /** Notes it on disk. */
    void keep() throws IOException {
        if (heardAt.equals(Instant.EPOCH)) return;
        if (!Files.exists(file)) Files.createFile(file);
        Files.setLastModifiedTime(file, FileTime.from(heardAt));
    }
}
