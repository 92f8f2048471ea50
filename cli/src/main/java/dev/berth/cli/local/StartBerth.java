package dev.berth.cli.local;

import dev.berth.cli.output.Steps;
import dev.berth.cli.supervisor.ServiceStatus;
import dev.berth.cli.supervisor.ServiceStatus.Phase;
import dev.berth.cli.supervisor.SupervisorStatus;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts the supervisor as a process of its own and watches until all of Berth's processes are ready. */
public final class StartBerth {
    private static final int LOOK_EVERY_MILLIS = 40;
    private static final int TOO_MANY_RESTARTS = 5;
    private static final int LOG_LINES_SHOWN = 20;

    private final LocalBerth berth;
    private final Steps steps;

    public StartBerth(LocalBerth berth, Steps steps) {
        this.berth = berth;
        this.steps = steps;
    }

    public void run(WantedSettings wanted) throws InterruptedException {
        Process supervisor = launch(wanted);
        try {
            if (!berth.environment().containsKey("BERTH_DATABASE_URL")) {
                awaitReady(supervisor, Services.DATABASE);
            }
            awaitReady(supervisor, Services.CONTROL_PLANE);
            awaitReady(supervisor, Services.PROXY);
        } catch (CannotStart e) {
            supervisor.destroy(); // what did start stops again
            supervisor.waitFor();
            throw e;
        }
    }

    private Process launch(WantedSettings wanted) {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-XX:SharedArchiveFile=" + berth.home().directory().resolve("cli/target/berth-cli.jsa"),
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.berth.cli.Main",
                "supervise"));
        flag(command, "--api-port", wanted.apiPort());
        flag(command, "--rpc-port", wanted.rpcPort());
        flag(command, "--public-url", wanted.publicUrl());
        flag(command, "--engine", wanted.engine());
        File log = berth.installation().logs().resolve("supervisor.log").toFile();
        try {
            return new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the supervisor: " + e.getMessage(), e);
        }
    }

    private static void flag(List<String> command, String name, @Nullable Object value) {
        if (value != null) {
            command.add(name + "=" + value);
        }
    }

    private void awaitReady(Process supervisor, String service) throws InterruptedException {
        steps.begin(service.replace('-', ' '));
        while (true) {
            var status = SupervisorStatus.read(berth.installation())
                    .filter(seen -> seen.supervisor().pid() == supervisor.pid());
            status.map(SupervisorStatus::problem).ifPresent(problem -> {
                throw new CannotStart(problem);
            });
            var seen = status.flatMap(all -> all.service(service));
            if (seen.filter(ServiceStatus::isReady).isPresent()) {
                steps.done(seen.get().detail());
                return;
            }
            if (seen.isPresent()) {
                refuseCrashLoop(seen.get());
                steps.progress(
                        seen.get().phase() == Phase.STARTING ? "" : seen.get().detail());
            }
            if (supervisor.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                steps.failed("");
                throw new CannotStart("the supervisor ended"
                        + berth.running().map(_ -> ": another one is running").orElse("")
                        + lastLines("supervisor"));
            }
        }
    }

    private void refuseCrashLoop(ServiceStatus service) {
        if (service.phase() == Phase.BACKOFF && service.restarts() >= TOO_MANY_RESTARTS) {
            steps.failed(service.detail());
            throw new CannotStart(service.name() + " does not stay up" + lastLines(service.name()));
        }
    }

    private String lastLines(String service) {
        Path log = berth.installation().logs().resolve(service + ".log");
        try {
            List<String> lines = Files.readAllLines(log);
            return ". The last lines of " + log + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
