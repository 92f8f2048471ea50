package dev.berth.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of other people that a test runs: what it is called with, and what of the environment it is given. */
record Program(List<String> command, Map<String, String> environment, String input) {
    private static final Path NODE = Path.of("target", "node").toAbsolutePath();
    private static final Path CAST = NODE.resolve("node_modules/@foundry-rs/cast-linux-amd64/bin/cast");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Path SOURCES = Path.of("src", "test", "node").toAbsolutePath();

    Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    static Program of(String... command) {
        return new Program(List.of(command), Map.of(), "");
    }

    /** A script of src/test/node, with the packages that its lock file pins. */
    static Program script(String name, String... arguments) {
        installPackages();
        List<String> command =
                new ArrayList<>(List.of("node", NODE.resolve(name).toString()));
        command.addAll(List.of(arguments));
        return new Program(command, Map.of(), "");
    }

    /** A line as it is pasted into a shell that finds cast. */
    static Program line(String line) {
        installPackages();
        String path = CAST.getParent() + File.pathSeparator + System.getenv("PATH");
        return of("bash", "-c", line).with("PATH", path);
    }

    /** Foundry's cast against an endpoint, which it is told by the environment. */
    static Program cast(URI endpoint, String... arguments) {
        installPackages();
        List<String> command = new ArrayList<>(List.of(CAST.toString()));
        command.addAll(List.of(arguments));
        return new Program(command, Map.of("ETH_RPC_URL", endpoint.toString(), "ETH_TIMEOUT", "120"), "");
    }

    Program with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Program(command, more, input);
    }

    Program told(String stdin) {
        return new Program(command, environment, stdin);
    }

    /** Starts it; its output goes to a file, and its input ends at once. */
    Running start() {
        Running running = startTalking();
        running.endInput();
        return running;
    }

    /** Starts it and leaves its input open. */
    Running startTalking() {
        try {
            Path output = Files.createTempFile("berth-e2e-", ".out");
            Path errors = Files.createTempFile("berth-e2e-", ".err");
            var builder = new ProcessBuilder(command)
                    .directory(Path.of("target").toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.outputWriter(StandardCharsets.UTF_8).append(input).flush();
            return new Running(this, process, output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it to be spoken with: its input and output are pipes of the caller's. */
    Process startPiped() {
        try {
            var builder = new ProcessBuilder(command)
                    .directory(Path.of("target").toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end, which must be a good one; gives what it printed. */
    String run() {
        return start().printed();
    }

    /** A program under way. */
    record Running(Program program, Process process, Path output, Path errors) implements AutoCloseable {
        void endInput() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends it, if it has not ended. */
        @Override
        public void close() {
            process.destroyForcibly();
        }

        /** Waits for the end, whichever it is; gives its exit code. */
        int ended() {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** Waits for the end, which must be a good one and come soon. */
        String printed() {
            return printedWithin(PATIENCE);
        }

        /** Waits for the end, which must be a good one. */
        String printedWithin(Duration patience) {
            try {
                if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(program.command() + " did not end\n" + said());
                }
                if (process.exitValue() != 0) {
                    throw new AssertionError(program.command() + " ended with " + process.exitValue() + "\n" + said());
                }
                String printed = Files.readString(output).strip();
                Files.delete(output);
                Files.delete(errors);
                return printed;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private String said() throws IOException {
            return Files.readString(output) + Files.readString(errors);
        }
    }

    private static synchronized void installPackages() {
        try {
            Files.createDirectories(NODE);
            boolean changed = copyScripts();
            if (!changed && Files.isDirectory(NODE.resolve("node_modules"))) return;
            Path log = NODE.resolve("npm.log");
            int exitCode = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(NODE.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                Files.delete(NODE.resolve("package-lock.json")); // so that the next run tries again
                throw new AssertionError("npm ci ended with " + exitCode + "\n" + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether the packages that are wanted are others than before. */
    private static boolean copyScripts() throws IOException {
        boolean changed = false;
        try (var sources = Files.list(SOURCES)) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Path copy = NODE.resolve(source.getFileName());
                if (Files.exists(copy) && Files.mismatch(source, copy) < 0) continue;
                Files.writeString(copy, Files.readString(source));
                if (source.endsWith("package-lock.json")) changed = true;
            }
        }
        return changed;
    }
}
