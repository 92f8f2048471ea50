package dev.berth.host.engine.docker;

import static dev.berth.host.engine.docker.DockerConnection.ask;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Statistics;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.StartOutcome;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.StopOutcome;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitState;
import dev.berth.host.policy.ContainerShape;
import dev.berth.host.policy.HardeningRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts and ends containers that are known to be ours, and reads what they say. */
final class ContainerRuns {
    private static final Duration EARLY_END = Duration.ofMillis(250);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration TELL_EVERY = Duration.ofSeconds(5);

    private final DockerConnection docker;
    private final ContainerFolders folders;
    private final FailPoint.Trap failPoint;

    ContainerRuns(DockerConnection docker, ContainerFolders folders, FailPoint.Trap failPoint) {
        this.docker = docker;
        this.folders = folders;
        this.failPoint = failPoint;
    }

    Optional<InspectContainerResponse> inspect(String idOrName) {
        return ask(() -> {
            try {
                return Optional.of(docker.quick().inspectContainerCmd(idOrName).exec());
            } catch (NotFoundException absent) {
                return Optional.empty();
            }
        });
    }

    ContainerReading reading(InspectContainerResponse container) {
        boolean killed = UnitName.parse(container.getName().replaceFirst("^/", ""))
                .filter(folders::wasKilled)
                .isPresent();
        return new ContainerReading(container, killed);
    }

    private UnitObservation unit(InspectContainerResponse container) {
        return reading(container).unit().orElseThrow();
    }

    StartOutcome start(InspectContainerResponse container) {
        UnitObservation seen = unit(container);
        if (seen.running()) return new StartOutcome.AlreadyRunning(seen);
        disk(() -> folders.forgetKilled(seen.name()));
        Optional<Refusal> failure = ask(() -> begin(container));
        failPoint.reach(FailPoint.SPAWNED);
        return failure.isPresent() ? failedStart(seen.name(), failure.get()) : checked(seen.name());
    }

    private Optional<Refusal> begin(InspectContainerResponse container) {
        try {
            docker.quick().startContainerCmd(container.getId()).exec();
            return Optional.empty();
        } catch (NotModifiedException alreadyRuns) {
            return Optional.empty();
        } catch (DockerException failed) {
            String said = String.valueOf(failed.getMessage());
            boolean port = said.contains("port is already allocated") || said.contains("address already in use");
            if (!port && failed.getHttpStatus() >= 500 && !said.contains("OCI runtime")) throw failed;
            return Optional.of(new Refusal(port ? Reason.PORT_TAKEN : Reason.DOES_NOT_START, said));
        }
    }

    /** A container whose ports were not bound would run without them if it were started again, so it has to go. */
    private StartOutcome failedStart(UnitName name, Refusal failure) {
        if (failure.reason() == Reason.PORT_TAKEN) remove(name);
        return new StartOutcome.Refused(failure);
    }

    /** A unit has started when what is there agrees with what was asked for. */
    private StartOutcome checked(UnitName name) {
        pause(EARLY_END);
        InspectContainerResponse now = inspect(name.text()).orElseThrow();
        UnitObservation unit = unit(now);
        if (!unit.running())
            return new StartOutcome.Refused(
                    new Refusal(Reason.DOES_NOT_START, unit.state() + "; it said: " + lastLines(name)));
        List<HardeningRule> broken = HardeningRule.brokenBy(ContainerShape.found(now));
        if (broken.isEmpty() && reading(now).portsAsPlanned()) return new StartOutcome.Started(unit);
        remove(name);
        return new StartOutcome.Refused(new Refusal(
                broken.isEmpty() ? Reason.PORT_TAKEN : Reason.POLICY,
                broken.isEmpty() ? "ports are mapped as " + unit.bindings() : "it breaks " + broken));
    }

    private String lastLines(UnitName name) {
        var lines = new ArrayList<String>();
        logs(name, LogQuery.last(20), (_, line) -> lines.add(line));
        return String.join("\n", lines);
    }

    StopOutcome stop(InspectContainerResponse container, StopBudget budget, Progress progress) {
        UnitObservation seen = unit(container);
        if (!seen.running()) return new StopOutcome.NotRunning(seen.state());
        long begun = System.nanoTime();
        signal(container, budget.signal().name());
        boolean heeded = ended(container, budget.budget(), progress);
        if (!heeded) {
            progress.say(seen.name() + " did not end within " + budget.budget().toSeconds() + " s: killing it");
            disk(() -> folders.markKilled(seen.name()));
            failPoint.reach(FailPoint.BEFORE_KILL);
            signal(container, "SIGKILL");
            ended(container, Duration.ofSeconds(30), Progress.SILENT);
        }
        UnitState state = inspect(container.getId())
                .map(this::unit)
                .map(UnitObservation::state)
                .orElseThrow();
        UnitState.Exit exit = state instanceof UnitState.Exited exited
                ? exited.exit()
                : new UnitState.Exit.Unknown("it is " + state + " 30 s after SIGKILL");
        return new StopOutcome.Stopped(exit, !heeded, Duration.ofNanos(System.nanoTime() - begun));
    }

    private void signal(InspectContainerResponse container, String signal) {
        ask(() -> {
            try {
                docker.quick()
                        .killContainerCmd(container.getId())
                        .withSignal(signal)
                        .exec();
            } catch (ConflictException | NotFoundException ended) {
                return false;
            }
            return true;
        });
    }

    private boolean ended(InspectContainerResponse container, Duration patience, Progress progress) {
        long deadline = System.nanoTime() + patience.toNanos();
        long tell = System.nanoTime() + TELL_EVERY.toNanos();
        while (running(container.getId())) {
            long now = System.nanoTime();
            if (now >= deadline) return false;
            if (now >= tell) {
                progress.say("waiting for it to end, "
                        + Duration.ofNanos(deadline - now).toSeconds() + " s left");
                tell = now + TELL_EVERY.toNanos();
            }
            if (!pause(LOOK_EVERY)) return false;
        }
        return true;
    }

    private boolean running(String id) {
        return inspect(id)
                .filter(container -> Boolean.TRUE.equals(container.getState().getRunning()))
                .isPresent();
    }

    void remove(UnitName name) {
        ask(() -> {
            try {
                docker.quick().removeContainerCmd(name.text()).withForce(true).exec();
            } catch (NotFoundException gone) {
                return false;
            }
            return true;
        });
        failPoint.reach(FailPoint.CONTAINER_REMOVED);
        disk(() -> folders.delete(name));
    }

    void logs(UnitName name, LogQuery query, LogSink sink) {
        LogContainerCmd command = (query.follow() ? docker.patient() : docker.quick())
                .logContainerCmd(name.text())
                .withStdOut(true)
                .withStdErr(true)
                .withTimestamps(true)
                .withFollowStream(query.follow())
                .withTail(query.tail());
        query.since().ifPresent(since -> command.withSince(Math.toIntExact(since.getEpochSecond())));
        try (ContainerLogs logs = ask(() -> command.exec(new ContainerLogs(sink)))) {
            logs.awaitCompletion();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Stats stats(InspectContainerResponse container, DockerVolumes volumes) {
        Optional<Long> volume = container.getMounts() == null
                ? Optional.empty()
                : container.getMounts().stream()
                        .map(InspectContainerResponse.Mount::getName)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .flatMap(volumes::bytes);
        Optional<Statistics> used = running(container.getId()) ? statistics(container.getId()) : Optional.empty();
        return new Stats(
                used.map(now -> now.getCpuStats()).map(cpu -> cpu.getCpuUsage()).map(cpu -> cpu.getTotalUsage()),
                used.map(now -> now.getMemoryStats()).map(memory -> memory.getUsage()),
                volume,
                used.map(now -> now.getPidsStats()).map(pids -> pids.getCurrent()));
    }

    private Optional<Statistics> statistics(String id) {
        var readings = new CopyOnWriteArrayList<Statistics>();
        try (var reading = ask(
                () -> docker.patient().statsCmd(id).withNoStream(true).exec(new ResultCallback.Adapter<Statistics>() {
                    @Override
                    public void onNext(Statistics now) {
                        readings.add(now);
                    }
                }))) {
            reading.awaitCompletion();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return readings.stream().findFirst();
    }

    private interface OnDisk {
        void run() throws IOException;
    }

    private static void disk(OnDisk work) {
        try {
            work.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean pause(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
