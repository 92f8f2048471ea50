package dev.berth.cli.supervisor;

import dev.berth.cli.installation.Installation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The installation's processes, each kept running; closing stops them in reverse order of their start. */
public final class Supervisor implements AutoCloseable {
    private final Installation installation;
    private final Launcher launcher;
    private final LogLimit logLimit;
    private final ProcessIdentity self;
    private final List<SupervisedService> services = new ArrayList<>();
    private final Map<String, ServiceStatus> statuses = new LinkedHashMap<>();

    public Supervisor(Installation installation) {
        this.installation = installation;
        this.launcher = new Launcher(installation);
        this.self = ProcessIdentity.ofLive(ProcessHandle.current().pid()).orElseThrow();
        this.logLimit = LogLimit.start(installation.logs());
        write(null);
    }

    /** Shows what is being done before the service can start. */
    public void preparing(String service, String what) {
        changed(ServiceStatus.preparing(service, what, Instant.now()));
    }

    public void start(ServiceSpec spec) {
        services.add(SupervisedService.start(spec, launcher, this::changed));
    }

    public void startAndAwaitReady(ServiceSpec spec) throws InterruptedException {
        start(spec);
        services.getLast().awaitReady();
    }

    /** Writes down why nothing can be started, for whoever started this supervisor. */
    public void giveUp(String problem) {
        write(problem);
    }

    private synchronized void changed(ServiceStatus status) {
        statuses.put(status.name(), status);
        write(null);
    }

    private synchronized void write(@org.jspecify.annotations.Nullable String problem) {
        new SupervisorStatus(self, problem, List.copyOf(statuses.values())).write(installation);
    }

    @Override
    public void close() {
        try {
            for (SupervisedService service : services.reversed()) {
                service.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        logLimit.close();
    }
}
