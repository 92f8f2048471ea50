package dev.berth.host.engine;

import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.Program;
import dev.berth.host.disk.Disk;
import dev.berth.host.gpu.Gpu;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs units. Blocking: call it from virtual threads. Every verb may be repeated: what is done already is said, not done
 * again. It touches only things that carry its instance's label. A failed engine is an {@link EngineUnavailable}.
 */
public interface Engine extends AutoCloseable {
    EngineFacts facts();

    /** Which defences this host has for units of this engine, and which it lacks. */
    List<Finding> findings();

    /** The graphics processors of the machine; usable are those that this engine gives to units. */
    List<Gpu> gpus();

    /** Brings a program onto the host and verifies it, so that create needs nothing from elsewhere. */
    FetchOutcome fetch(Program program, Progress progress);

    MakeOutcome createVolume(VolumeSpec volume);

    /** Deletes a volume and all data in it; refused while a unit uses it. */
    RemoveOutcome removeVolume(VolumeName name);

    List<VolumeObservation> volumes();

    /** The disk that volumes are on. */
    Disk disk();

    /** How many bytes are in each volume, without those that this process may not look into. Slow: it walks over every file. */
    Map<VolumeName, Long> volumeSizes();

    MakeOutcome createNetwork(NetworkSpec network);

    RemoveOutcome removeNetwork(NetworkName name);

    List<NetworkObservation> networks();

    CreateOutcome create(UnitSpec unit);

    StartOutcome start(UnitName name);

    /** Sends the signal, waits for the budget, then kills. Says how long it has waited. */
    StopOutcome stop(UnitName name, StopBudget budget, Progress progress);

    /** Removes a unit that does not run, with its files and secrets; its volume stays. */
    RemoveOutcome remove(UnitName name);

    Optional<UnitObservation> inspect(UnitName name);

    /** All units of this instance, of whatever generation. */
    List<UnitObservation> list();

    /** Replaces files of a unit, each by rename, while it runs or not; files that are not named stay. */
    MakeOutcome writeFiles(UnitName name, Map<String, UnitFile> files, Map<String, Address> addresses);

    /** Gives the sink the wanted lines; returns at the end, or when the sink has enough or the thread is interrupted. */
    void logs(UnitName name, LogQuery query, LogSink sink);

    Stats stats(UnitName name);

    /** Where the host itself reaches a unit's port now, as {@code ip:port}; empty when the unit does not run. */
    Optional<String> dial(UnitName name, String port);

    /** Tells of exits and of the engine's own death until closed. */
    Watch watch(Consumer<EngineEvent> listener);

    @Override
    void close();

    /** Ends a watch. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
