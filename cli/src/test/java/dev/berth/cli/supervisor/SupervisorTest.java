package dev.berth.cli.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.supervisor.ServiceStatus.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor with real child processes: shells that say that they are ready by making a file. */
class SupervisorTest {
    @TempDir
    private Path directory;

    private Installation installation;
    private Path readyFile;
    private String untilStopped;

    @BeforeEach
    void directories() {
        installation = new Installation(directory.resolve("berth"));
        readyFile = directory.resolve("ready");
        untilStopped = "touch " + readyFile + "; while :; do sleep 0.2; done";
    }

    @AfterEach
    void endWhatIsLeft() {
        SupervisorStatus.read(installation)
                .ifPresent(status -> status.services().stream()
                        .filter(service -> service.pid() > 0)
                        .forEach(service -> ProcessHandle.of(service.pid()).ifPresent(ProcessHandle::destroyForcibly)));
    }

    @Test
    void aProcessThatIsKilledIsStartedAgain() {
        try (var supervisor = new Supervisor(installation)) {
            supervisor.start(() -> service(untilStopped));
            long first = awaitReady().pid();
            kill(first);
            await().untilAsserted(() -> assertThat(awaitReady().pid()).isNotEqualTo(first));
            assertThat(status().restarts()).isEqualTo(1);
        }
        assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void aProcessThatCannotStartIsTriedAgainEverMoreSlowly() throws IOException {
        Path tries = directory.resolve("tries");
        try (var supervisor = new Supervisor(installation)) {
            supervisor.start(() -> service("echo again >>" + tries + "; exit 3"));
            await().untilAsserted(() -> assertThat(status().restarts()).isGreaterThanOrEqualTo(3));
            assertThat(Files.readAllLines(tries)).hasSizeLessThan(6);
            await().untilAsserted(() -> assertThat(status().detail()).contains("exit code 3", "service.log"));
        }
    }

    @Test
    void aPlanThatHasChangedIsFollowedAtTheNextStart() {
        var script = new AtomicReference<>("exit 3");
        try (var supervisor = new Supervisor(installation)) {
            supervisor.start(() -> service(requireNonNull(script.get())));
            await().untilAsserted(() -> assertThat(status().restarts()).isPositive());
            script.set(untilStopped);
            long first = awaitReady().pid();
            supervisor.startAgain("service");
            await().untilAsserted(() -> assertThat(awaitReady().pid()).isNotEqualTo(first));
        }
    }

    @Test
    void aSecondSupervisorAdoptsWhatTheFirstOneLeftRunning() throws Exception {
        long pid = runBySupervisorThatIsKilled(untilStopped);
        try (var second = new Supervisor(installation)) {
            second.start(() -> service(untilStopped));
            var adopted = awaitReady();
            assertThat(adopted.pid()).isEqualTo(pid);
            assertThat(adopted.detail()).startsWith("adopted");
            assertThat(adopted.restarts()).isZero();
        }
        assertThat(ProcessIdentity.ofLive(pid)).isEmpty();
    }

    @Test
    void anAdoptedProcessThatDiesIsStartedAgain() throws Exception {
        long pid = runBySupervisorThatIsKilled(untilStopped);
        try (var second = new Supervisor(installation)) {
            second.start(() -> service(untilStopped));
            assertThat(awaitReady().pid()).isEqualTo(pid);
            kill(pid);
            await().untilAsserted(() -> assertThat(awaitReady().pid()).isNotEqualTo(pid));
        }
    }

    @Test
    void aProcessThatWasStartedWithOtherSettingsIsReplaced() throws Exception {
        long pid = runBySupervisorThatIsKilled(untilStopped + " # other settings");
        try (var second = new Supervisor(installation)) {
            second.start(() -> service(untilStopped));
            assertThat(awaitReady().pid()).isNotEqualTo(pid);
            assertThat(ProcessIdentity.ofLive(pid)).isEmpty();
        }
    }

    @Test
    void whatDoesNotHeedItsStopSignalIsKilledAfterItsBudget() {
        try (var supervisor = new Supervisor(installation)) {
            supervisor.start(() -> service("trap '' TERM; touch " + readyFile + "; while :; do sleep 0.1; done"));
            awaitReady();
        }
        assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void theOutputGoesToTheServicesLog() {
        try (var supervisor = new Supervisor(installation)) {
            supervisor.start(
                    () -> service("echo 'to stdout'; echo 'to stderr' >&2; touch " + readyFile + "; sleep 100"));
            awaitReady();
        }
        assertThat(installation.logs().resolve("service.log")).content().contains("to stdout", "to stderr");
    }

    @Test
    void oneSupervisorAtATimeAndAKilledOneLeavesNoLock() throws Exception {
        Process first = supervisorInAnotherProcess(untilStopped);
        awaitReady();
        assertThat(SupervisorLock.tryTake(installation)).isEmpty();
        first.destroyForcibly().waitFor();
        var taken = SupervisorLock.tryTake(installation);
        assertThat(taken).isPresent();
        taken.orElseThrow().close();
    }

    /** A supervisor in a process of its own, killed with SIGKILL once the service is ready; answers the service's pid. */
    private long runBySupervisorThatIsKilled(String script) throws Exception {
        Process first = supervisorInAnotherProcess(script);
        long pid = awaitReady().pid();
        first.destroyForcibly().waitFor();
        assertThat(ProcessIdentity.ofLive(pid)).isPresent();
        return pid;
    }

    private Process supervisorInAnotherProcess(String script) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SupervisorOfOneShell.class.getName(),
                        installation.directory().toString(),
                        readyFile.toString(),
                        script)
                .inheritIO()
                .start();
    }

    private ServiceSpec service(String script) {
        return SupervisorOfOneShell.service(readyFile, script);
    }

    private ServiceStatus awaitReady() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> SupervisorStatus.read(installation)
                        .flatMap(status -> status.service("service"))
                        .filter(ServiceStatus::isReady)
                        .isPresent());
        return status();
    }

    private ServiceStatus status() {
        return SupervisorStatus.read(installation)
                .orElseThrow()
                .service("service")
                .orElseThrow();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
}
