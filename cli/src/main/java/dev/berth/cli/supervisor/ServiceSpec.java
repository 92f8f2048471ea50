package dev.berth.cli.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one of the installation's processes is run.
 *
 * @param environment what is added to the supervisor's own environment
 * @param programs files and directories whose change means that the running process is not what would be started now
 * @param stopSignal "TERM" or "INT"
 */
public record ServiceSpec(
        String name,
        List<String> argv,
        SortedMap<String, String> environment,
        List<Path> programs,
        Readiness readiness,
        String stopSignal,
        Duration stopBudget) {
    public ServiceSpec {
        if (!name.matches("[a-z][a-z-]*")) {
            throw new IllegalArgumentException("name: " + name + " (expected: [a-z][a-z-]*)");
        }
        argv = List.copyOf(argv);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        programs = List.copyOf(programs);
    }

    /** Two processes with the same fingerprint were started alike, in the same boot of the machine. */
    String fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            argv.forEach(word -> add(digest, word));
            environment.forEach((key, value) -> add(digest, key + "=" + value));
            add(digest, Files.readString(Path.of("/proc/sys/kernel/random/boot_id")));
            for (Path program : programs) {
                addFiles(digest, program);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("no fingerprint of " + name, e);
        }
    }

    private static void addFiles(MessageDigest digest, Path program) throws IOException {
        try (var files = Files.walk(program)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                add(digest, file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
