package dev.berth.host.agent;

import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.SearchPath;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.RemoveOutcome;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.StopBudget.Signal;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.VolumeObservation;
import dev.berth.host.engine.docker.DockerEngine;
import dev.berth.host.engine.process.ProcessEngine;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Takes everything of one instance off this host: units, networks, and volumes with their data. A process of its own,
 * behind `berth down --wipe`: no control plane is needed, and none may be running.
 */
public final class RemoveInstance {
    private static final StopBudget STOP = new StopBudget(Signal.SIGTERM, Duration.ofSeconds(20));

    private RemoveInstance() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        String instance = required(environment, "BERTH_INSTANCE");
        Path unitRoot = Path.of(required(environment, "BERTH_UNIT_ROOT"));
        if (!Files.isDirectory(unitRoot)) return; // no engine ever ran anything
        var artifacts = new ArtifactStore(
                Path.of(required(environment, "BERTH_ARTIFACT_CACHE")),
                SearchPath.parse(environment.getOrDefault("PATH", "")));
        try (var processes = new ProcessEngine(instance, unitRoot, artifacts, Clock.systemUTC(), FailPoint.Trap.NONE)) {
            from(processes);
        }
        if (DockerEngine.hasRunIn(unitRoot)) { // else there may be an engine that this user may not even ask
            URI socket = EngineChoice.socket(environment);
            try (var docker = new DockerEngine(instance, socket, unitRoot, artifacts, FailPoint.Trap.NONE)) {
                from(docker);
            }
        }
    }

    /** Removes what the engine lists, which is the instance's own alone. */
    static void from(Engine engine) {
        for (UnitObservation unit : engine.list()) {
            if (unit.running()) engine.stop(unit.name(), STOP, Progress.SILENT);
            expectGone(unit.name().toString(), engine.remove(unit.name()));
        }
        for (NetworkObservation network : engine.networks())
            expectGone(network.name().toString(), engine.removeNetwork(network.name()));
        for (VolumeObservation volume : engine.volumes())
            expectGone(volume.name().toString(), engine.removeVolume(volume.name()));
    }

    private static void expectGone(String name, RemoveOutcome outcome) {
        if (outcome instanceof RemoveOutcome.Refused(var refusal))
            throw new IllegalStateException(name + " was not removed: " + refusal);
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) throw new IllegalArgumentException(name + ": not set");
        return value;
    }
}
