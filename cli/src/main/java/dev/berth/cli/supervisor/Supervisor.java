package dev.berth.cli.supervisor;

import dev.berth.cli.installation.Installation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The installation's processes, each kept running; closing stops them in reverse order of their start. */
public final class Supervisor implements AutoCloseable {
    private final Installation installation;
    private final Launcher launcher;
    private final LogLimit logLimit;
    private final ProcessIdentity self;
    private final List<SupervisedService> services = new ArrayList<>();
    private final Map<String, ServiceStatus> statuses = new LinkedHashMap<>();
    private @Nullable String problem;
    private boolean closing;

    public Supervisor(Installation installation) {
        this.installation = installation;
        this.launcher = new Launcher(installation);
        this.self = ProcessIdentity.ofLive(ProcessHandle.current().pid()).orElseThrow();
        this.logLimit = LogLimit.start(installation.logs());
        write();
    }

    /** Shows what is being done before the service can start. */
    public void preparing(String service, String what) {
        changed(ServiceStatus.preparing(service, what, Instant.now()));
    }

    /** @param plan asked before each start of the process */
    public void start(Supplier<ServiceSpec> plan) {
        startUnlessClosing(plan);
    }

    public void startAndAwaitReady(Supplier<ServiceSpec> plan) throws InterruptedException {
        var started = startUnlessClosing(plan);
        if (started.isPresent()) {
            started.get().awaitReady();
        }
    }

    /** The service's plan has changed; nothing happens to one that was not started. */
    public synchronized void startAgain(String name) {
        services.stream().filter(service -> service.isNamed(name)).forEach(SupervisedService::startAgain);
    }

    /** Writes down why Berth cannot run, for whoever started this supervisor. */
    public synchronized void giveUp(String why) {
        problem = why;
        write();
    }

    /** Whether a process of this name runs, whichever supervisor started it. */
    public static boolean isRunning(Installation installation, String service) {
        return new Launcher(installation).find(service).isPresent();
    }

    private Optional<SupervisedService> startUnlessClosing(Supplier<ServiceSpec> plan) {
        var service =
                new SupervisedService(plan, launcher, this::changed); // asks the plan, which may ask this supervisor
        synchronized (this) {
            if (closing) {
                return Optional.empty();
            }
            services.add(service);
            service.start();
            return Optional.of(service);
        }
    }

    private synchronized void changed(ServiceStatus status) {
        statuses.put(status.name(), status);
        write();
    }

    private void write() {
        new SupervisorStatus(self, problem, List.copyOf(statuses.values())).write(installation);
    }

    @Override
    public void close() {
        List<SupervisedService> started;
        synchronized (this) {
            closing = true;
            started = List.copyOf(services);
        }
        try {
            for (SupervisedService service : started.reversed()) {
                service.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        logLimit.close();
    }
}
