package dev.berth.cli.local;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Ports;
import dev.berth.cli.installation.PrivateFile;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.supervisor.Supervisor;
import dev.berth.cli.supervisor.SupervisorLock;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntPredicate;

/** The supervisor's own process: starts database, control plane and proxy, and runs until it is told to stop. */
public final class Supervise {
    private final LocalBerth berth;
    private final WantedSettings wanted;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    public Supervise(LocalBerth berth, WantedSettings wanted) {
        this.berth = berth;
        this.wanted = wanted;
    }

    /** False when nothing was started: another supervisor runs, or the status file says why. */
    public boolean run() throws InterruptedException {
        Installation installation = berth.installation();
        try (var lock = SupervisorLock.tryTake(installation).orElse(null)) {
            if (lock == null) {
                return false;
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stop.countDown();
                awaitQuietly(stopped);
            }));
            try (var supervisor = new Supervisor(installation)) {
                return switch (settings()) {
                    case ChosenSettings.PortsTaken taken -> {
                        supervisor.giveUp(String.join("\n", taken.problems()));
                        yield false;
                    }
                    case ChosenSettings.Chosen chosen -> {
                        start(supervisor, chosen.settings());
                        stop.await();
                        yield true;
                    }
                };
            }
        } finally {
            stopped.countDown();
        }
    }

    private void start(Supervisor supervisor, Settings settings) {
        Installation installation = berth.installation();
        settings.write(installation);
        PrivateFile.write(installation.unitsMayRunFile(), "");
        var plans = new ServicePlans(berth, supervisor, settings);
        Thread.ofPlatform().daemon().name("start").start(() -> {
            try {
                if (plans.services().hasEmbeddedDatabase()) {
                    startDatabase(supervisor, plans);
                }
                supervisor.start(plans::nextControlPlane);
                supervisor.start(plans::nextProxy);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                supervisor.giveUp(String.valueOf(e.getMessage()));
                stop.countDown();
            }
        });
    }

    private static void startDatabase(Supervisor supervisor, ServicePlans plans) throws InterruptedException {
        var database = plans.database(() -> supervisor.preparing(Services.DATABASE, "unpacking PostgreSQL"));
        if (!database.isMade()) {
            supervisor.preparing(Services.DATABASE, "making the database");
            database.make();
        }
        supervisor.startAndAwaitReady(plans::nextDatabase);
    }

    private ChosenSettings settings() {
        Optional<Settings> before = Settings.read(berth.installation());
        IntPredicate usable = port -> Ports.isFree(port)
                || before.filter(settings -> isOurs(port, settings)).isPresent();
        return ChosenSettings.of(wanted, before, usable, new SecureRandom());
    }

    /** Whether a process that an earlier supervisor left running has the port. */
    private boolean isOurs(int port, Settings settings) {
        if (port == settings.databasePort()) {
            return runs(Services.DATABASE);
        }
        if (port == settings.apiPort() || port == settings.grpcPort()) {
            return runs(Services.CONTROL_PLANE);
        }
        return (port == settings.rpcPort() || port == settings.operatorPort()) && runs(Services.PROXY);
    }

    private boolean runs(String service) {
        return Supervisor.isRunning(berth.installation(), service);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
