package dev.berth.cli.local;

import dev.berth.cli.database.PostgresBinaries;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts the supervisor as a process of its own and watches until Berth's processes are ready. */
public final class StartBerth {
    private static final int LOOK_EVERY_MILLIS = 40;
    private static final int TOO_MANY_RESTARTS = 5;
    private static final int LOG_LINES_SHOWN = 20;

    private final LocalBerth berth;
    private final Steps steps;
    private final Process supervisor;

    private StartBerth(LocalBerth berth, Steps steps, Process supervisor) {
        this.berth = berth;
        this.steps = steps;
        this.supervisor = supervisor;
    }

    public static StartBerth launch(LocalBerth berth, Steps steps, WantedSettings wanted) {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                classes(berth),
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
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
            return new StartBerth(berth, steps, process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the supervisor: " + e.getMessage(), e);
        }
    }

    /** The jar that unpacks PostgreSQL is sealed, and a JVM refuses a sealed jar of which it has some classes cached. */
    private static String classes(LocalBerth berth) {
        Path cache = PostgresBinaries.cache(berth.environment(), LocalBerth.isRoot());
        return Rehearsal.isOn(berth.environment()) || PostgresBinaries.areUnpackedIn(cache)
                ? Rehearsal.flag(berth.home(), "cli", "supervisor", berth.environment())
                : "-Xshare:auto";
    }

    /** Returns when the API answers. */
    public void awaitControlPlane() throws InterruptedException {
        if (!berth.environment().containsKey("BERTH_DATABASE_URL")) {
            awaitReady(Services.DATABASE);
        }
        awaitReady(Services.CONTROL_PLANE);
    }

    /** Returns when calls are served; a proxy that is new is ready once it was told of nodes. */
    public void awaitProxy() throws InterruptedException {
        awaitReady(Services.PROXY);
    }

    private static void flag(List<String> command, String name, @Nullable Object value) {
        if (value != null) {
            command.add(name + "=" + value);
        }
    }

    private void awaitReady(String service) throws InterruptedException {
        steps.begin(service.replace('-', ' '));
        while (true) {
            var status = SupervisorStatus.read(berth.installation()).filter(this::isOurs);
            refuseProblem(status);
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
                refuseProblem(SupervisorStatus.read(berth.installation()).filter(this::isOurs));
                throw refusal("the supervisor ended"
                        + berth.running().map(_ -> ": another one is running").orElse("")
                        + lastLines("supervisor"));
            }
        }
    }

    private boolean isOurs(SupervisorStatus status) {
        return status.supervisor().pid() == supervisor.pid();
    }

    private void refuseProblem(Optional<SupervisorStatus> status) throws InterruptedException {
        var problem = status.map(SupervisorStatus::problem);
        if (problem.isPresent()) {
            throw refusal(problem.get());
        }
    }

    private void refuseCrashLoop(ServiceStatus service) throws InterruptedException {
        if (service.phase() == Phase.BACKOFF && service.restarts() >= TOO_MANY_RESTARTS) {
            steps.failed(service.detail());
            throw refusal(service.name() + " does not stay up" + lastLines(service.name()));
        }
    }

    /** What did start stops again before anything is said. */
    private CannotStart refusal(String why) throws InterruptedException {
        supervisor.destroy();
        supervisor.waitFor();
        return new CannotStart(why);
    }

    private String lastLines(String service) {
        Path log = berth.installation().logs().resolve(service + ".log");
        try {
            List<String> lines = Files.readAllLines(log).stream().distinct().toList(); // each start says the same
            return ". The last lines of " + log + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
