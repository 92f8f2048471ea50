package dev.berth.cli.supervisor;

import dev.berth.cli.installation.Installation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts processes in a session of their own (a terminal's Ctrl-C does not reach them), with a file as output, so that
 * they outlive the supervisor; and finds those again that an earlier supervisor started.
 *
 * <p>A process writes its birth down itself, before it becomes the wanted program: a supervisor killed at any moment
 * leaves no process that the next one cannot find.
 */
final class Launcher {
    private static final String BIRTH = "birth=$1; fingerprint=$2; shift 2; read -r stat </proc/$$/stat;"
            + " printf '%s\\n%s\\n' \"$fingerprint\" \"$stat\" >\"$birth\"; exec \"$@\"";

    private final Path births;
    private final Path logs;

    Launcher(Installation installation) {
        this.births = installation.run();
        this.logs = installation.logs();
    }

    /** The process that runs under the service's name, whoever started it. */
    Optional<Running> find(String service) {
        return Installation.read(birthFile(service)).flatMap(birth -> {
            List<String> lines = birth.lines().toList();
            return lines.size() < 2
                    ? Optional.empty()
                    : ProcessIdentity.fromStat(lines.get(1))
                            .filter(ProcessIdentity::isAlive)
                            .map(process -> new Running(process, lines.getFirst()));
        });
    }

    Launched launch(ServiceSpec spec) {
        try {
            Files.deleteIfExists(birthFile(spec.name()));
            List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", BIRTH, "berth-" + spec.name()));
            command.add(birthFile(spec.name()).toString());
            command.add(spec.fingerprint());
            command.addAll(spec.argv());
            var builder = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(logFile(spec).toFile()));
            builder.environment().remove("BERTH_API_KEY");
            builder.environment().putAll(spec.environment());
            Process child = builder.start();
            ProcessIdentity process = ProcessIdentity.ofLive(child.pid()).orElse(new ProcessIdentity(child.pid(), -1));
            return new Launched(process, child);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + spec.name() + ": " + e.getMessage(), e);
        }
    }

    Path logFile(ServiceSpec spec) {
        return logs.resolve(spec.name() + ".log");
    }

    private Path birthFile(String service) {
        return births.resolve(service + ".birth");
    }

    /** A process found running, and how it was started. */
    record Running(ProcessIdentity process, String fingerprint) {}

    /** A process of our own, whose exit code can be had. */
    record Launched(ProcessIdentity process, Process child) {}
}
