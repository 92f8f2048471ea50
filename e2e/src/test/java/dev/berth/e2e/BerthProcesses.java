package dev.berth.e2e;

import static org.awaitility.Awaitility.await;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.supervisor.ServiceStatus;
import dev.berth.cli.supervisor.SupervisorStatus;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The processes of an installation, to be ended or frozen by signals. */
record BerthProcesses(Installation installation) {
    static BerthProcesses of(BerthInstallation berth) {
        return new BerthProcesses(new Installation(berth.directory()));
    }

    private SupervisorStatus status() {
        return SupervisorStatus.read(installation).orElseThrow();
    }

    long supervisor() {
        return status().supervisor().pid();
    }

    /** The process of database, control-plane or proxy; 0 while there is none. */
    long service(String name) {
        return status().service(name).map(ServiceStatus::pid).orElse(0L);
    }

    /** The process of each service. */
    Map<String, Long> services() {
        return status().services().stream().collect(Collectors.toMap(ServiceStatus::name, ServiceStatus::pid));
    }

    void areReady() {
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> status().services().size() == 3
                        && status().services().stream().allMatch(ServiceStatus::isReady));
    }

    void isBackAfter(long killed, String name) {
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> service(name) != killed
                        && status().service(name).filter(ServiceStatus::isReady).isPresent());
    }

    /** Kills a service and stops its successor before that can serve: the service is down until it is thawed. */
    long killAndFreeze(String name) {
        long killed = service(name);
        kill("KILL", killed);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> service(name) != killed && isStopped(service(name)));
        return service(name);
    }

    /** False when the process has ended meanwhile: a successor that does not come up has one of its own. */
    private static boolean isStopped(long process) {
        return process != 0
                && Program.of("kill", "-STOP", Long.toString(process)).start().ended() == 0;
    }

    static void kill(String signal, long process) {
        Program.of("kill", "-" + signal, Long.toString(process)).run();
    }
}
