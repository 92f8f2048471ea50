package dev.berth.cli.supervisor;

import dev.berth.cli.supervisor.ServiceStatus.Phase;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process kept running: adopted or started, watched, started again with growing pauses, stopped with its signal. */
final class SupervisedService {
    private static final Logger log = LoggerFactory.getLogger(SupervisedService.class);
    private static final Duration WATCH_STARTING = Duration.ofMillis(20);
    private static final Duration WATCH_READY = Duration.ofMillis(100);

    private final ServiceSpec spec;
    private final Launcher launcher;
    private final Consumer<ServiceStatus> report;
    private final CountDownLatch firstReady = new CountDownLatch(1);
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final Thread thread;
    private int restarts;

    private SupervisedService(ServiceSpec spec, Launcher launcher, Consumer<ServiceStatus> report) {
        this.spec = spec;
        this.launcher = launcher;
        this.report = report;
        this.thread = Thread.ofPlatform().name(spec.name()).unstarted(this::keepRunning);
    }

    /** Returns at once; reports each change. */
    static SupervisedService start(ServiceSpec spec, Launcher launcher, Consumer<ServiceStatus> report) {
        var service = new SupervisedService(spec, launcher, report);
        service.thread.start();
        return service;
    }

    void awaitReady() throws InterruptedException {
        firstReady.await();
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
        var found = launcher.find(spec.name());
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
                .addKeyValue("service", spec.name())
                .addKeyValue("pid", process.pid())
                .log("service {}", how);
        boolean ready = watch(process, how);
        if (process.isAlive()) {
            end(process, "");
        } else {
            String reason = child == null ? "ended" : "ended with exit code " + child.waitFor();
            log.atWarn()
                    .addKeyValue("service", spec.name())
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
        while (process.isAlive()) {
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
            log.atWarn().addKeyValue("service", spec.name()).log("service killed: it did not stop within its budget");
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
        report.accept(new ServiceStatus(spec.name(), phase, pid, restarts, detail, System.currentTimeMillis()));
    }
}
