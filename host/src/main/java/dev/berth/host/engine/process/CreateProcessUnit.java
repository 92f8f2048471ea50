package dev.berth.host.engine.process;

import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.Installed;
import dev.berth.host.engine.CreateOutcome;
import dev.berth.host.engine.Placeholders;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.UnitState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the folder of a unit that is not there yet, when all that it needs is. */
record CreateProcessUnit(
        ArtifactStore artifacts, ProcessVolumes volumes, ProcessNetworks networks, ProcessUnits units) {

    CreateOutcome create(UnitSpec unit) throws IOException {
        if (!unit.processTrusted())
            return refused(Reason.NOT_TRUSTED, "its template may not run as a process, which isolates nothing");
        if (unit.limits().gpus() > 0)
            return refused(
                    Reason.POLICY, "it wants GPUs, which no process is given: they are not kept from each other's");
        Optional<VolumeRecord> volume = unit.volume().flatMap(volumes::find);
        if (unit.volume().isPresent() && volume.isEmpty())
            return refused(Reason.ABSENT, "no volume " + unit.volume().get());
        if (networks.find(unit.network()).isEmpty()) return refused(Reason.ABSENT, "no network " + unit.network());
        Optional<Installed> program = artifacts.find(unit.program());
        if (program.isEmpty())
            return refused(Reason.ARTIFACT_MISSING, unit.program().artifact().title() + " has not been fetched");
        try {
            return make(unit, program.get(), volume);
        } catch (Placeholders.UnknownPlaceholder unknown) {
            return refused(Reason.POLICY, String.valueOf(unknown.getMessage()));
        }
    }

    private CreateOutcome make(UnitSpec unit, Installed program, Optional<VolumeRecord> volume) throws IOException {
        Optional<Integer> user = volume.isPresent() ? volume.get().user() : units.freeUser(volumes.all());
        Optional<Path> data = unit.volume().map(volumes::data);
        UnitRecord made = units.make(unit, units.places(units.folder(unit.name()), program, data), user);
        return new CreateOutcome.Created(ProcessUnits.observe(made, new UnitState.Created()));
    }

    private static CreateOutcome refused(Reason reason, String detail) {
        return new CreateOutcome.Refused(new Refusal(reason, detail));
    }
}
