package dev.berth.host.engine.docker;

import static dev.berth.host.engine.docker.DockerConnection.ask;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.berth.host.disk.DiskUse;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.RemoveOutcome;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeObservation;
import dev.berth.host.engine.VolumeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Named volumes with our labels; a fresh one takes its owner from the image's data directory. */
record DockerVolumes(DockerConnection docker, String instance) {

    MakeOutcome create(VolumeSpec volume) {
        Optional<InspectVolumeResponse> existing = inspect(volume.name());
        if (existing.isPresent())
            return ours(existing.get().getLabels())
                    ? new MakeOutcome.Existed()
                    : new MakeOutcome.Refused(
                            new Refusal(Reason.NAME_TAKEN, "volume " + volume.name() + " is not ours"));
        ask(() -> docker.quick()
                .createVolumeCmd()
                .withName(volume.name().text())
                .withLabels(volume.labels().asMap())
                .exec());
        return new MakeOutcome.Made();
    }

    RemoveOutcome remove(VolumeName name) {
        Optional<InspectVolumeResponse> existing = inspect(name);
        if (existing.isEmpty() || !ours(existing.get().getLabels())) return new RemoveOutcome.Absent();
        return ask(() -> {
            try {
                docker.quick().removeVolumeCmd(name.text()).exec();
                return new RemoveOutcome.Removed();
            } catch (NotFoundException gone) {
                return new RemoveOutcome.Absent();
            } catch (ConflictException used) {
                return new RemoveOutcome.Refused(new Refusal(Reason.IN_USE, String.valueOf(used.getMessage())));
            }
        });
    }

    List<VolumeObservation> list() {
        return ask(() -> docker
                .quick()
                .listVolumesCmd()
                .withFilter("label", List.of(Labels.INSTANCE + "=" + instance))
                .exec()
                .getVolumes()
                .stream()
                .flatMap(DockerVolumes::observation)
                .toList());
    }

    private static Stream<VolumeObservation> observation(InspectVolumeResponse volume) {
        return Labels.from(volume.getLabels())
                .map(labels -> new VolumeObservation(new VolumeName(volume.getName()), labels))
                .stream();
    }

    boolean exists(VolumeName name) {
        return inspect(name).filter(volume -> ours(volume.getLabels())).isPresent();
    }

    /** How much is in it, where this process may look. */
    Optional<Long> bytes(String name) {
        Optional<Path> place = inspect(new VolumeName(name)).map(volume -> Path.of(volume.getMountpoint()));
        if (place.isEmpty() || !Files.isReadable(place.get())) return Optional.empty();
        try {
            return Optional.of(DiskUse.of(place.get()));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    Map<VolumeName, Long> sizes() {
        var sizes = new HashMap<VolumeName, Long>();
        for (VolumeObservation volume : list())
            bytes(volume.name().text()).ifPresent(bytes -> sizes.put(volume.name(), bytes));
        return sizes;
    }

    private boolean ours(@Nullable Map<String, String> labels) {
        return labels != null && instance.equals(labels.get(Labels.INSTANCE));
    }

    private Optional<InspectVolumeResponse> inspect(VolumeName name) {
        return ask(() -> {
            try {
                return Optional.of(docker.quick().inspectVolumeCmd(name.text()).exec());
            } catch (NotFoundException absent) {
                return Optional.empty();
            }
        });
    }
}
