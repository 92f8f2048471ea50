package dev.berth.cli.supervisor;

import dev.berth.cli.supervisor.ServiceStatus.Phase;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process kept running: adopted or started, watched, started again with growing pauses, stopped with its signal. */
final class SupervisedService {
    private static final Logger log = LoggerFactory.getLogger(SupervisedService.class);
    private static final Duration WATCH_STARTING = Duration.ofMillis(20);
    private static final Duration WATCH_READY = Duration.ofMillis(100);

    private final String name;
    private final Supplier<ServiceSpec> plan;
    private final Launcher launcher;
    private final Consumer<ServiceStatus> report;
    private final CountDownLatch firstReady = new CountDownLatch(1);
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final Thread thread;
    private ServiceSpec spec;
    private int restarts;
    private volatile boolean outdated;

    /** @param plan asked before each start of the process */
    SupervisedService(Supplier<ServiceSpec> plan, Launcher launcher, Consumer<ServiceStatus> report) {
        this.plan = plan;
        this.spec = plan.get();
        this.name = spec.name();
        this.launcher = launcher;
        this.report = report;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::keepRunning);
    }

    /** Returns at once; reports each change. */
    void start() {
        thread.start();
    }

    void awaitReady() throws InterruptedException {
        firstReady.await();
    }

    boolean isNamed(String wanted) {
        return name.equals(wanted);
    }

    /** The plan has changed: the process is ended, and started by the new one. */
    void startAgain() {
        outdated = true;
    }

    /** Returns when the process has ended. */
    void stop() throws InterruptedException {
        stopRequested.countDown();
        thread.join();
    }

    private void keepRunning() {
        var backoff = new Backoff();
        try {
            while (!stopRequested()) {
                Instant started = Instant.now();
                boolean wasReady = runOnce();
                if (!stopRequested()) {
                    Duration pause = backoff.next(wasReady, Duration.between(started, Instant.now()));
                    pause(pause);
                    restarts++;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        report(Phase.STOPPED, 0, "");
    }

    /** Runs the process to its end, or to its stop; tells whether it was ready meanwhile. */
    private boolean runOnce() throws InterruptedException {
        @Nullable Process child = null;
        ProcessIdentity process;
        String how;
        outdated = false;
        if (restarts > 0) {
            spec = plan.get();
        }
        var found = launcher.find(name);
        if (found.isPresent() && !found.get().fingerprint().equals(spec.fingerprint())) {
            end(found.get().process(), "was started with other settings, or from another build");
            found = Optional.empty();
        }
        try {
            if (found.isPresent()) {
                process = found.get().process();
                how = "adopted";
            } else {
                var launched = launcher.launch(spec);
                process = launched.process();
                child = launched.child();
                how = "started";
            }
        } catch (UncheckedIOException e) {
            report(Phase.BACKOFF, 0, String.valueOf(e.getMessage()));
            return false;
        }
        log.atInfo()
                .addKeyValue("service", name)
                .addKeyValue("pid", process.pid())
                .log("service {}", how);
        boolean ready = watch(process, how);
        if (process.isAlive()) {
            end(process, outdated ? "is started again, with other settings" : "");
        } else {
            String reason = child == null ? "ended" : "ended with exit code " + child.waitFor();
            log.atWarn()
                    .addKeyValue("service", name)
                    .addKeyValue("reason", reason)
                    .log("service ended");
            report(Phase.BACKOFF, 0, reason + ", see " + launcher.logFile(spec));
        }
        return ready;
    }

    /** Returns when the process has ended or is to be stopped. */
    private boolean watch(ProcessIdentity process, String how) throws InterruptedException {
        Instant since = Instant.now();
        report(Phase.STARTING, process.pid(), how);
        boolean ready = false;
        while (process.isAlive() && !outdated) {
            if (!ready && spec.readiness().isMet(process)) {
                ready = true;
                report(
                        Phase.READY,
                        process.pid(),
                        how + ", " + Duration.between(since, Instant.now()).toMillis() + " ms");
                firstReady.countDown();
            }
            if (stopRequested.await((ready ? WATCH_READY : WATCH_STARTING).toMillis(), TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return ready;
    }

    private void end(ProcessIdentity process, String why) throws InterruptedException {
        report(Phase.STOPPING, process.pid(), why);
        process.signal(spec.stopSignal());
        if (!endsWithin(process, spec.stopBudget())) {
            log.atWarn().addKeyValue("service", name).log("service killed: it did not stop within its budget");
            process.signal("KILL");
            endsWithin(process, Duration.ofSeconds(10));
        }
    }

    private static boolean endsWithin(ProcessIdentity process, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (process.isAlive()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(WATCH_STARTING.toMillis());
        }
        return true;
    }

    private void pause(Duration pause) throws InterruptedException {
        var _ = stopRequested.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean stopRequested() {
        return stopRequested.getCount() == 0;
    }

    private void report(Phase phase, long pid, String detail) {
        report.accept(new ServiceStatus(name, phase, pid, restarts, detail, System.currentTimeMillis()));
    }
}
