package dev.berth.proxy.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where one epoch's files lie. The name begins with the time of its start, so that epochs sort by age. */
record EpochFolder(Path root, Epoch epoch, Instant startedAt) {
    private static final Pattern NAME = Pattern.compile("(\\d{15})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    static EpochFolder create(Path meters, Epoch epoch, Instant now) throws IOException {
        var folder = new EpochFolder(meters.resolve("%015d-%s".formatted(now.toEpochMilli(), epoch)), epoch, now);
        Files.createDirectories(folder.segments());
        return folder;
    }

    static Optional<EpochFolder> find(Path folder) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        if (!name.matches()) return Optional.empty();
        Instant startedAt = Instant.ofEpochMilli(Long.parseLong(name.group(1)));
        return Optional.of(new EpochFolder(folder, new Epoch(UUID.fromString(name.group(2))), startedAt));
    }

    /** The {@link Dictionary}. */
    Path keys() {
        return root.resolve("keys");
    }

    /** {@link Segment}s: hours that may still be counted in, or that a kill left behind. */
    Path segments() {
        return root.resolve("segments");
    }

    /** The {@link EpochArchive}: hours that have ended. */
    Path hours() {
        return root.resolve("hours");
    }

    /** What could not be read, kept for people. */
    Path damaged() {
        return root.resolve("damaged");
    }

    /** What the intake has {@link Shipped acknowledged}. */
    Path shipped() {
        return root.resolve("shipped");
    }

    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
