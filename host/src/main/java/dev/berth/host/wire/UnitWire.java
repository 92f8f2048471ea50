package dev.berth.host.wire;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.HostWire;
import dev.berth.host.artifact.Content;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.Limits;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.VolumeName;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Units and what names them as messages. */
public final class UnitWire {
    private UnitWire() {}

    public static HostWire.UnitName to(UnitName name) {
        return HostWire.UnitName.newBuilder()
                .setNode(name.node())
                .setUnit(name.unit())
                .setGeneration(name.generation())
                .build();
    }

    public static UnitName from(HostWire.UnitName name) {
        return new UnitName(name.getNode(), name.getUnit(), name.getGeneration());
    }

    static HostWire.Labels to(Labels labels) {
        return HostWire.Labels.newBuilder()
                .setInstance(labels.instance())
                .setNode(labels.node())
                .setUnit(labels.unit())
                .setGeneration(labels.generation())
                .setOperation(labels.operation())
                .setEpoch(labels.epoch())
                .build();
    }

    static Labels from(HostWire.Labels labels) {
        return new Labels(
                labels.getInstance(),
                labels.getNode(),
                labels.getUnit(),
                labels.getGeneration(),
                labels.getOperation(),
                labels.getEpoch());
    }

    static HostWire.StopBudget to(StopBudget budget) {
        return HostWire.StopBudget.newBuilder()
                .setSignal(budget.signal().name())
                .setBudget(Times.to(budget.budget()))
                .build();
    }

    static StopBudget from(HostWire.StopBudget budget) {
        return new StopBudget(StopBudget.Signal.valueOf(budget.getSignal()), Times.from(budget.getBudget()));
    }

    static HostWire.UnitFile to(UnitFile file) {
        return HostWire.UnitFile.newBuilder()
                .setContent(ByteString.copyFrom(file.content().bytes()))
                .setRendered(file.rendered())
                .setSecret(file.secret())
                .build();
    }

    static UnitFile from(HostWire.UnitFile file) {
        return new UnitFile(Content.of(file.getContent().toByteArray()), file.getRendered(), file.getSecret());
    }

    static HostWire.Address to(Address address) {
        return HostWire.Address.newBuilder()
                .setAlias(address.alias())
                .setContainerPort(address.containerPort())
                .setHostPort(address.hostPort())
                .build();
    }

    static Address from(HostWire.Address address) {
        return new Address(address.getAlias(), address.getContainerPort(), address.getHostPort());
    }

    static HostWire.Unit to(UnitSpec unit) {
        return HostWire.Unit.newBuilder()
                .setName(to(unit.name()))
                .setLabels(to(unit.labels()))
                .setProgram(ProgramWire.to(unit.program()))
                .addAllArgv(unit.argv())
                .putAllEnv(unit.env())
                .addAllPorts(unit.ports().stream().map(UnitWire::to).toList())
                .setCpuMillis(unit.limits().cpuMillis())
                .setMemoryBytes(unit.limits().memoryBytes())
                .setPids(unit.limits().pids())
                .setOpenFiles(unit.limits().openFiles())
                .setGpus(unit.limits().gpus())
                .setVolume(unit.volume().map(VolumeName::text).orElse(""))
                .putAllFiles(map(unit.files(), UnitWire::to))
                .putAllSecrets(ProgramWire.bytes(unit.secrets()))
                .setNetwork(unit.network().text())
                .putAllAddresses(map(unit.addresses(), UnitWire::to))
                .setStop(to(unit.stop()))
                .setProcessTrusted(unit.processTrusted())
                .build();
    }

    static UnitSpec from(HostWire.Unit unit) {
        return new UnitSpec(
                from(unit.getName()),
                from(unit.getLabels()),
                ProgramWire.from(unit.getProgram()),
                unit.getArgvList(),
                unit.getEnvMap(),
                unit.getPortsList().stream().map(UnitWire::from).toList(),
                new Limits(
                        unit.getCpuMillis(),
                        unit.getMemoryBytes(),
                        unit.getPids(),
                        unit.getOpenFiles(),
                        unit.getGpus()),
                unit.getVolume().isEmpty() ? Optional.empty() : Optional.of(new VolumeName(unit.getVolume())),
                map(unit.getFilesMap(), UnitWire::from),
                ProgramWire.contents(unit.getSecretsMap()),
                new NetworkName(unit.getNetwork()),
                map(unit.getAddressesMap(), UnitWire::from),
                from(unit.getStop()),
                unit.getProcessTrusted());
    }

    private static HostWire.Port to(Port port) {
        return HostWire.Port.newBuilder()
                .setName(port.name())
                .setContainer(port.container())
                .setTransport(port.transport().name())
                .setPublish(port.publish().name())
                .setHostIp(port.hostIp())
                .setHostPort(port.hostPort())
                .build();
    }

    private static Port from(HostWire.Port port) {
        return new Port(
                port.getName(),
                port.getContainer(),
                Port.Transport.valueOf(port.getTransport()),
                Port.Publish.valueOf(port.getPublish()),
                port.getHostIp(),
                port.getHostPort());
    }

    static <A, B> Map<String, B> map(Map<String, A> map, Function<A, B> value) {
        return map.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> value.apply(entry.getValue())));
    }
}
