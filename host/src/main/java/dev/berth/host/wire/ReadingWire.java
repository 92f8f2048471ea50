package dev.berth.host.wire;

import com.google.protobuf.Empty;
import dev.berth.contract.v1.HostWire;
import dev.berth.host.agent.DiskReading;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.agent.HostReport;
import dev.berth.host.disk.Disk;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.EngineFacts;
import dev.berth.host.engine.Finding;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkObservation;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitState;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeObservation;
import dev.berth.host.gpu.Gpu;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a host reports and observes, as messages. */
public final class ReadingWire {
    private ReadingWire() {}

    public static HostWire.HostReport to(HostReport report) {
        return HostWire.HostReport.newBuilder()
                .setArchitecture(report.architecture())
                .setCpuMillis(report.cpuMillis())
                .setMemoryBytes(report.memoryBytes())
                .setDiskTotalBytes(report.diskTotalBytes())
                .setDiskFreeBytes(report.diskFreeBytes())
                .setEngine(to(report.engine()))
                .setFirstPort(report.ports().first())
                .setLastPort(report.ports().last())
                .setSubnets(report.subnets())
                .addAllFindings(report.findings().stream()
                        .map(finding -> HostWire.Finding.newBuilder()
                                .setRule(finding.rule())
                                .setVerdict(finding.verdict().name())
                                .setDetail(finding.detail())
                                .build())
                        .toList())
                .addAllGpus(report.gpus().stream().map(ReadingWire::to).toList())
                .addAllDisks(report.disks().stream().map(ReadingWire::to).toList())
                .build();
    }

    public static HostReport from(HostWire.HostReport report) {
        return new HostReport(
                report.getArchitecture(),
                report.getCpuMillis(),
                report.getMemoryBytes(),
                report.getDiskTotalBytes(),
                report.getDiskFreeBytes(),
                from(report.getEngine()),
                new HostReport.PortRange(report.getFirstPort(), report.getLastPort()),
                report.getSubnets(),
                report.getFindingsList().stream()
                        .map(finding -> new Finding(
                                finding.getRule(), Finding.Verdict.valueOf(finding.getVerdict()), finding.getDetail()))
                        .toList(),
                report.getDisksList().stream().map(ReadingWire::from).toList(),
                report.getGpusList().stream()
                        .map(gpu ->
                                new Gpu(gpu.getAddress(), gpu.getModel(), told(gpu.getId()), told(gpu.getUnusable())))
                        .toList());
    }

    private static Optional<String> told(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static HostWire.Gpu to(Gpu gpu) {
        return HostWire.Gpu.newBuilder()
                .setAddress(gpu.address())
                .setModel(gpu.model())
                .setId(gpu.id().orElse(""))
                .setUnusable(gpu.unusable().orElse(""))
                .build();
    }

    private static HostWire.Disk to(Disk disk) {
        return HostWire.Disk.newBuilder()
                .setMount(disk.mount())
                .setType(disk.type().name())
                .setTotalBytes(disk.totalBytes())
                .setFreeBytes(disk.freeBytes())
                .build();
    }

    private static Disk from(HostWire.Disk disk) {
        return new Disk(disk.getMount(), Disk.Type.valueOf(disk.getType()), disk.getTotalBytes(), disk.getFreeBytes());
    }

    public static HostWire.DiskReading to(DiskReading reading) {
        var message = HostWire.DiskReading.newBuilder().setDisk(to(reading.disk()));
        reading.volumes().forEach((volume, bytes) -> message.putVolumeBytes(volume.text(), bytes));
        return message.build();
    }

    public static DiskReading from(HostWire.DiskReading reading) {
        return new DiskReading(
                from(reading.getDisk()),
                reading.getVolumeBytesMap().entrySet().stream()
                        .collect(Collectors.toMap(volume -> new VolumeName(volume.getKey()), Map.Entry::getValue)));
    }

    private static HostWire.EngineFacts to(EngineFacts facts) {
        return HostWire.EngineFacts.newBuilder()
                .setKind(facts.kind().name())
                .setVersion(facts.version())
                .setIsolates(facts.isolates())
                .setEnforcesLimits(facts.enforcesLimits())
                .setKnowsExitOfAdopted(facts.knowsExitOfAdopted())
                .setKnowsTimesOfLogs(facts.knowsTimesOfLogs())
                .build();
    }

    private static EngineFacts from(HostWire.EngineFacts facts) {
        return new EngineFacts(
                EngineFacts.Kind.valueOf(facts.getKind()),
                facts.getVersion(),
                facts.getIsolates(),
                facts.getEnforcesLimits(),
                facts.getKnowsExitOfAdopted(),
                facts.getKnowsTimesOfLogs());
    }

    public static HostWire.HostObservation to(HostObservation seen) {
        return HostWire.HostObservation.newBuilder()
                .setAt(Times.to(seen.at()))
                .addAllUnits(seen.units().stream().map(ReadingWire::to).toList())
                .addAllVolumes(seen.volumes().stream()
                        .map(volume -> HostWire.VolumeObservation.newBuilder()
                                .setName(volume.name().text())
                                .setLabels(UnitWire.to(volume.labels()))
                                .build())
                        .toList())
                .addAllNetworks(seen.networks().stream()
                        .map(network -> HostWire.NetworkObservation.newBuilder()
                                .setName(network.name().text())
                                .setSubnet(network.subnet())
                                .setLabels(UnitWire.to(network.labels()))
                                .build())
                        .toList())
                .build();
    }

    public static HostObservation from(HostWire.HostObservation seen) {
        return new HostObservation(
                Times.from(seen.getAt()),
                seen.getUnitsList().stream().map(ReadingWire::from).toList(),
                seen.getVolumesList().stream()
                        .map(volume -> new VolumeObservation(
                                new VolumeName(volume.getName()), UnitWire.from(volume.getLabels())))
                        .toList(),
                seen.getNetworksList().stream()
                        .map(network -> new NetworkObservation(
                                new NetworkName(network.getName()),
                                network.getSubnet(),
                                UnitWire.from(network.getLabels())))
                        .toList());
    }

    private static HostWire.UnitObservation to(UnitObservation unit) {
        return HostWire.UnitObservation.newBuilder()
                .setName(UnitWire.to(unit.name()))
                .setLabels(UnitWire.to(unit.labels()))
                .setState(to(unit.state()))
                .addAllBindings(unit.bindings().stream()
                        .map(binding -> HostWire.Binding.newBuilder()
                                .setPort(binding.port())
                                .setHostIp(binding.hostIp())
                                .setHostPort(binding.hostPort())
                                .build())
                        .toList())
                .build();
    }

    private static UnitObservation from(HostWire.UnitObservation unit) {
        return new UnitObservation(
                UnitWire.from(unit.getName()),
                UnitWire.from(unit.getLabels()),
                from(unit.getState()),
                unit.getBindingsList().stream()
                        .map(binding -> new UnitObservation.Binding(
                                binding.getPort(), binding.getHostIp(), binding.getHostPort()))
                        .toList());
    }

    private static HostWire.UnitState to(UnitState state) {
        var message = HostWire.UnitState.newBuilder();
        var filled = switch (state) {
            case UnitState.Created _ -> message.setCreated(Empty.getDefaultInstance());
            case UnitState.Running running -> message.setRunningSince(Times.to(running.startedAt()));
            case UnitState.Exited exited -> message.setExited(to(exited));
        };
        return filled.build();
    }

    private static HostWire.Exited to(UnitState.Exited exited) {
        var message = HostWire.Exited.newBuilder()
                .setOutOfMemory(exited.outOfMemory())
                .setForced(exited.forced());
        exited.at().map(Times::to).ifPresent(message::setAt);
        var filled = switch (exited.exit()) {
            case UnitState.Exit.Code code -> message.setCode(code.code());
            case UnitState.Exit.Unknown unknown -> message.setUnknown(unknown.why());
        };
        return filled.build();
    }

    private static UnitState from(HostWire.UnitState state) {
        return switch (state.getKindCase()) {
            case CREATED -> new UnitState.Created();
            case RUNNING_SINCE -> new UnitState.Running(Times.from(state.getRunningSince()));
            case EXITED -> from(state.getExited());
            case KIND_NOT_SET -> throw new NotUnderstood("a unit in a state that is not known here");
        };
    }

    private static UnitState from(HostWire.Exited exited) {
        return new UnitState.Exited(
                switch (exited.getExitCase()) {
                    case CODE -> new UnitState.Exit.Code(exited.getCode());
                    case UNKNOWN -> new UnitState.Exit.Unknown(exited.getUnknown());
                    case EXIT_NOT_SET -> throw new NotUnderstood("an end of a kind that is not known here");
                },
                exited.getOutOfMemory(),
                exited.getForced(),
                exited.hasAt() ? Optional.of(Times.from(exited.getAt())) : Optional.empty());
    }

    public static HostWire.Stats to(Stats stats) {
        var message = HostWire.Stats.newBuilder();
        stats.cpuNanos().ifPresent(message::setCpuNanos);
        stats.memoryBytes().ifPresent(message::setMemoryBytes);
        stats.volumeBytes().ifPresent(message::setVolumeBytes);
        stats.pids().ifPresent(message::setPids);
        return message.build();
    }

    public static Stats from(HostWire.Stats stats) {
        return new Stats(
                stats.hasCpuNanos() ? Optional.of(stats.getCpuNanos()) : Optional.empty(),
                stats.hasMemoryBytes() ? Optional.of(stats.getMemoryBytes()) : Optional.empty(),
                stats.hasVolumeBytes() ? Optional.of(stats.getVolumeBytes()) : Optional.empty(),
                stats.hasPids() ? Optional.of(stats.getPids()) : Optional.empty());
    }

    public static HostWire.EngineEvent to(EngineEvent event) {
        var message = HostWire.EngineEvent.newBuilder();
        var filled = switch (event) {
            case EngineEvent.UnitExited exited -> message.setUnitExited(UnitWire.to(exited.name()));
            case EngineEvent.EngineDied died -> message.setEngineDied(died.why());
            case EngineEvent.EngineAnswers _ -> message.setEngineAnswers(Empty.getDefaultInstance());
        };
        return filled.build();
    }

    public static EngineEvent from(HostWire.EngineEvent event) {
        return switch (event.getKindCase()) {
            case UNIT_EXITED -> new EngineEvent.UnitExited(UnitWire.from(event.getUnitExited()));
            case ENGINE_DIED -> new EngineEvent.EngineDied(event.getEngineDied());
            case ENGINE_ANSWERS -> new EngineEvent.EngineAnswers();
            case KIND_NOT_SET -> throw new NotUnderstood("an event of a kind that is not known here");
        };
    }
}
