package dev.berth.cli.supervisor;

import dev.berth.cli.installation.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** A supervisor as a process that can be killed: DIRECTORY READY-FILE SCRIPT. */
final class SupervisorOfOneShell {
    private SupervisorOfOneShell() {}

    static ServiceSpec service(Path readyFile, String script) {
        return new ServiceSpec(
                "service",
                List.of("sh", "-c", script),
                new TreeMap<>(),
                List.of(),
                process -> Files.exists(readyFile),
                "TERM",
                Duration.ofMillis(500));
    }

    public static void main(String[] arguments) throws InterruptedException {
        var installation = new Installation(Path.of(arguments[0]));
        try (var _ = SupervisorLock.tryTake(installation).orElseThrow();
                var supervisor = new Supervisor(installation)) {
            supervisor.start(() -> service(Path.of(arguments[1]), arguments[2]));
            Thread.currentThread().join();
        }
    }
}
