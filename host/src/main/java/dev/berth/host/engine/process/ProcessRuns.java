package dev.berth.host.engine.process;

import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.StopOutcome;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs of units: begins them, sees them end, and finds those again that outlived an engine. */
final class ProcessRuns {
    private static final Duration TELL_EVERY = Duration.ofSeconds(5);
    private final MarkedProcesses marked;
    private final Clock clock;
    private final FailPoint.Trap failPoint;
    private final Map<UnitName, Process> children = new ConcurrentHashMap<>();
    private final List<Consumer<EngineEvent>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    ProcessRuns(MarkedProcesses marked, Clock clock, FailPoint.Trap failPoint) {
        this.marked = marked;
        this.clock = clock;
        this.failPoint = failPoint;
    }

    /** From now on it watches nothing; whatever runs goes on. */
    void close() {
        closed = true;
        listeners.clear();
    }

    List<Consumer<EngineEvent>> listeners() {
        return listeners;
    }

    UnitState state(UnitName name, UnitFolder folder) {
        Optional<RunRecord> run = folder.run().read();
        if (run.isEmpty()) return new UnitState.Created();
        return run.get().ended() || run.get().process().alive()
                ? run.get().state()
                : settle(name, folder, run.get().process()).state();
    }

    /** Takes up a process that an earlier engine started, even one that it had no time to write down. */
    void adopt(UnitName name, UnitFolder folder) {
        Optional<RunRecord> run = folder.run().read();
        boolean known = run.isPresent() && run.get().process().alive();
        if (!known)
            marked.leader(name.text()).ifPresent(found -> folder.run().write(RunRecord.begun(found, clock.instant())));
        folder.run().read().filter(now -> !now.ended()).ifPresent(now -> watchEnd(name, folder, now.process()));
    }

    ProcessIdentity begin(UnitRecord unit, UnitFolder folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Launch.command(unit))
                .directory(folder.tmp().toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.output().file().toFile()));
        builder.environment().clear();
        builder.environment().putAll(unit.env());
        builder.environment()
                .put(MarkedProcesses.VARIABLE, marked.mark(unit.name().text()));
        Process process = builder.start();
        failPoint.reach(FailPoint.SPAWNED);
        ProcessIdentity identity =
                ProcessIdentity.of(process.pid()).orElseGet(() -> new ProcessIdentity(process.pid(), -1, ""));
        children.put(unit.name(), process);
        folder.run().write(RunRecord.begun(identity, clock.instant()));
        watchEnd(unit.name(), folder, identity);
        return identity;
    }

    private void watchEnd(UnitName name, UnitFolder folder, ProcessIdentity identity) {
        ProcessHandle.of(identity.pid())
                .ifPresent(handle -> Thread.startVirtualThread(() -> {
                    handle.onExit().join();
                    if (closed || folder.run().read().isEmpty()) return;
                    settle(name, folder, identity);
                    listeners.forEach(listener -> listener.accept(new EngineEvent.UnitExited(name)));
                }));
    }

    /** Writes down, once, that a run has ended. */
    private synchronized RunRecord settle(UnitName name, UnitFolder folder, ProcessIdentity identity) {
        RunRecord run = folder.run().read().orElseThrow();
        if (run.ended() || !run.process().equals(identity)) return run;
        RunRecord ended = run.endedWith(exitCode(name, identity), clock.instant());
        folder.run().write(ended);
        return ended;
    }

    private @Nullable Integer exitCode(UnitName name, ProcessIdentity identity) {
        Process child = children.get(name);
        if (child == null || child.pid() != identity.pid()) return null;
        try {
            return child.waitFor(5, TimeUnit.SECONDS) ? child.exitValue() : null;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    StopOutcome end(UnitName name, UnitFolder folder, StopBudget budget, Progress progress) throws IOException {
        RunRecord run = folder.run().read().orElseThrow();
        long begun = System.nanoTime();
        signal(run.process(), budget.signal());
        boolean heeded = ended(run.process(), budget.budget(), progress);
        if (!heeded) {
            progress.say(name + " did not end within " + budget.budget().toSeconds() + " s: killing it");
            synchronized (this) {
                folder.run().write(run.beingKilled());
            }
            failPoint.reach(FailPoint.BEFORE_KILL);
        }
        kill(name, run.process());
        ended(run.process(), Duration.ofSeconds(30), Progress.SILENT);
        RunRecord ended = settle(name, folder, run.process());
        return new StopOutcome.Stopped(ended.exit(), ended.killed(), Duration.ofNanos(System.nanoTime() - begun));
    }

    private static void signal(ProcessIdentity process, StopBudget.Signal signal) throws IOException {
        if (!process.alive()) return;
        String name = signal.name().substring("SIG".length());
        Process kill = new ProcessBuilder("/usr/bin/kill", "-s", name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            kill.waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the end of a process; a last look of zero length included. */
    static boolean ended(ProcessIdentity process, Duration patience, Progress progress) {
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        long deadline = System.nanoTime() + patience.toNanos();
        while (handle.isPresent() && process.alive()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) return false;
            try {
                handle.get().onExit().get(Math.min(left, TELL_EVERY.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException notYet) {
                progress.say("waiting for pid " + process.pid() + " to end, "
                        + Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))
                                .toSeconds() + " s left");
            } catch (ExecutionException unwatchable) {
                return !process.alive();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return !process.alive();
            }
        }
        return true;
    }

    /** Kills all that a unit's run has started and that still lives, its own process included. */
    void kill(UnitName name, ProcessIdentity process) {
        List<ProcessHandle> session = MarkedProcesses.session(process);
        if (process.alive()) ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        session.forEach(ProcessHandle::destroyForcibly);
        marked.of(name.text()).forEach(ProcessHandle::destroyForcibly);
    }

    Stats stats(UnitFolder folder, Optional<Long> volumeBytes) {
        return folder.run()
                .read()
                .filter(run -> !run.ended() && run.process().alive())
                .flatMap(run -> ProcStat.read(run.process().pid()))
                .map(stat -> new Stats(
                        Optional.of(stat.cpuTicks() * ProcStat.NANOS_PER_TICK),
                        Optional.of(stat.residentPages() * ProcStat.PAGE_BYTES),
                        volumeBytes,
                        Optional.of(stat.threads())))
                .orElse(new Stats(Optional.empty(), Optional.empty(), volumeBytes, Optional.empty()));
    }
}
