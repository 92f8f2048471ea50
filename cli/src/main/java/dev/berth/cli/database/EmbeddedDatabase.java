package dev.berth.cli.database;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.supervisor.Readiness;
import dev.berth.cli.supervisor.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A PostgreSQL of the installation's own: durable (fsync and synchronous_commit on), on the loopback address, with a
 * password, no Unix socket.
 *
 * <p>PostgreSQL refuses to run as root. For root it gets a user namespace of its own, in which it is nobody; to the
 * file system it still is the owner of its directory.
 */
public final class EmbeddedDatabase {
    public static final String USER = "berth";
    public static final String NAME = "berth";
    private static final Duration STOP_BUDGET = Duration.ofSeconds(60);

    private final PostgresBinaries binaries;
    private final Path directory;
    private final Path passwordFile;
    private final int port;
    private final boolean root;

    public EmbeddedDatabase(
            PostgresBinaries binaries, Installation installation, Path passwordFile, int port, boolean root) {
        this.binaries = binaries;
        this.directory = installation.database();
        this.passwordFile = passwordFile;
        this.port = port;
        this.root = root;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    public boolean isMade() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    /** Makes the cluster and the database in it; under its final name only when it is whole. */
    public void make() {
        Path unfinished = directory.resolve("unfinished");
        try {
            delete(unfinished);
            run(
                    "",
                    "initdb",
                    "-D",
                    unfinished.toString(),
                    "-U",
                    USER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8");
            run("create database " + NAME + "\n", "postgres", "--single", "-D", unfinished.toString(), "postgres");
            Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the database in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Puts what there is out of the way, while it does not run; where it is then, if there was anything. */
    public Optional<Path> setAside(String name) {
        if (!Files.exists(data())) {
            return Optional.empty();
        }
        return Optional.of(moved(data(), directory.resolve(name)));
    }

    /** Puts what was set aside back, in the place of what is there now. */
    public void putBack(Path aside) {
        try {
            delete(data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        moved(aside, data());
    }

    private static Path moved(Path from, Path to) {
        try {
            return Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move " + from + " to " + to, e);
        }
    }

    public ServiceSpec service() {
        List<String> argv = command("postgres", "-D", data().toString());
        setting(argv, "listen_addresses", "127.0.0.1");
        setting(argv, "port", Integer.toString(port));
        setting(argv, "unix_socket_directories", "");
        setting(argv, "fsync", "on");
        setting(argv, "synchronous_commit", "on");
        setting(argv, "recovery_init_sync_method", "syncfs"); // one call after a crash, instead of one a file
        setting(argv, "password_encryption", "scram-sha-256");
        setting(argv, "max_connections", "200");
        setting(argv, "jit", "off");
        return new ServiceSpec(
                "database",
                argv,
                new TreeMap<>(Map.of("LC_ALL", "C.UTF-8")),
                List.of(),
                new Readiness.Postgres(data().resolve("postmaster.pid")),
                "INT", // PostgreSQL's fast shutdown
                STOP_BUDGET);
    }

    private static void setting(List<String> argv, String name, String value) {
        argv.add("-c");
        argv.add(name + "=" + value);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private List<String> command(String program, String... arguments) {
        List<String> argv = new ArrayList<>();
        if (root) {
            argv.addAll(List.of("unshare", "--user"));
        }
        argv.add(binaries.program(program).toString());
        argv.addAll(List.of(arguments));
        return argv;
    }

    private void run(String input, String program, String... arguments) throws IOException {
        Path output = directory.resolve(program + ".log");
        var builder = new ProcessBuilder(command(program, arguments))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (process.waitFor() != 0) {
                throw new IOException(program + " ended with exit code " + process.exitValue() + ":\n"
                        + Files.readString(output).strip());
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (var files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
