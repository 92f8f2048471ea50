package dev.berth.host.wire;

import dev.berth.contract.v1.HostWire;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeSpec;

/** Steps and their outcomes as messages. */
public final class StepWire {
    private StepWire() {}

    public static HostWire.Step to(HostStep step) {
        var message = HostWire.Step.newBuilder()
                .setOperation(step.order().operation())
                .setEpoch(step.order().epoch());
        var filled = switch (step) {
            case HostStep.FetchArtifact fetch -> message.setFetchArtifact(ProgramWire.to(fetch.program()));
            case HostStep.CreateVolume create -> message.setCreateVolume(to(create.volume()));
            case HostStep.CreateNetwork create -> message.setCreateNetwork(to(create.network()));
            case HostStep.CreateUnit create -> message.setCreateUnit(UnitWire.to(create.unit()));
            case HostStep.StartUnit start -> message.setStartUnit(UnitWire.to(start.unit()));
            case HostStep.StopUnit stop ->
                message.setStopUnit(HostWire.StopUnit.newBuilder()
                        .setUnit(UnitWire.to(stop.unit()))
                        .setBudget(UnitWire.to(stop.budget())));
            case HostStep.RemoveUnit remove -> message.setRemoveUnit(UnitWire.to(remove.unit()));
            case HostStep.RemoveVolume remove ->
                message.setRemoveVolume(remove.volume().text());
            case HostStep.RemoveNetwork remove ->
                message.setRemoveNetwork(remove.network().text());
            case HostStep.WriteFiles write ->
                message.setWriteFiles(HostWire.WriteFiles.newBuilder()
                        .setUnit(UnitWire.to(write.unit()))
                        .putAllFiles(UnitWire.map(write.files(), UnitWire::to))
                        .putAllAddresses(UnitWire.map(write.addresses(), UnitWire::to)));
        };
        return filled.build();
    }

    /** Throws IllegalArgumentException when the message is no step. */
    public static HostStep from(HostWire.Step message) {
        var order = new HostStep.Order(message.getOperation(), message.getEpoch());
        return switch (message.getKindCase()) {
            case FETCH_ARTIFACT -> new HostStep.FetchArtifact(order, ProgramWire.from(message.getFetchArtifact()));
            case CREATE_VOLUME -> new HostStep.CreateVolume(order, from(message.getCreateVolume()));
            case CREATE_NETWORK -> new HostStep.CreateNetwork(order, from(message.getCreateNetwork()));
            case CREATE_UNIT -> new HostStep.CreateUnit(order, UnitWire.from(message.getCreateUnit()));
            case START_UNIT -> new HostStep.StartUnit(order, UnitWire.from(message.getStartUnit()));
            case STOP_UNIT ->
                new HostStep.StopUnit(
                        order,
                        UnitWire.from(message.getStopUnit().getUnit()),
                        UnitWire.from(message.getStopUnit().getBudget()));
            case REMOVE_UNIT -> new HostStep.RemoveUnit(order, UnitWire.from(message.getRemoveUnit()));
            case REMOVE_VOLUME -> new HostStep.RemoveVolume(order, new VolumeName(message.getRemoveVolume()));
            case REMOVE_NETWORK -> new HostStep.RemoveNetwork(order, new NetworkName(message.getRemoveNetwork()));
            case WRITE_FILES ->
                new HostStep.WriteFiles(
                        order,
                        UnitWire.from(message.getWriteFiles().getUnit()),
                        UnitWire.map(message.getWriteFiles().getFilesMap(), UnitWire::from),
                        UnitWire.map(message.getWriteFiles().getAddressesMap(), UnitWire::from));
            case KIND_NOT_SET -> throw new NotUnderstood("a step without a verb that is known here");
        };
    }

    private static HostWire.Volume to(VolumeSpec volume) {
        return HostWire.Volume.newBuilder()
                .setName(volume.name().text())
                .setOwner(volume.owner().toString())
                .setLabels(UnitWire.to(volume.labels()))
                .build();
    }

    private static VolumeSpec from(HostWire.Volume volume) {
        return new VolumeSpec(
                new VolumeName(volume.getName()), UnitUser.parse(volume.getOwner()), UnitWire.from(volume.getLabels()));
    }

    private static HostWire.Network to(NetworkSpec network) {
        return HostWire.Network.newBuilder()
                .setName(network.name().text())
                .setSubnet(network.subnet())
                .setLabels(UnitWire.to(network.labels()))
                .build();
    }

    private static NetworkSpec from(HostWire.Network network) {
        return new NetworkSpec(
                new NetworkName(network.getName()), network.getSubnet(), UnitWire.from(network.getLabels()));
    }

    public static HostWire.StepOutcome to(StepOutcome outcome) {
        var message = HostWire.StepOutcome.newBuilder();
        var filled = switch (outcome) {
            case StepOutcome.Done(boolean changed, String detail) ->
                message.setDone(HostWire.Done.newBuilder().setChanged(changed).setDetail(detail));
            case StepOutcome.Stopped(boolean forced, String detail) ->
                message.setStopped(
                        HostWire.Stopped.newBuilder().setForced(forced).setDetail(detail));
            case StepOutcome.NotFetched(var cause, String detail) ->
                message.setNotFetched(
                        HostWire.NotFetched.newBuilder().setCause(cause.name()).setDetail(detail));
            case StepOutcome.Refused(var refusal) ->
                message.setRefused(HostWire.Refusal.newBuilder()
                        .setReason(refusal.reason().name())
                        .setDetail(refusal.detail()));
            case StepOutcome.StaleEpoch(long came, long held) ->
                message.setStaleEpoch(
                        HostWire.StaleEpoch.newBuilder().setCame(came).setHeld(held));
            case StepOutcome.Unknown(String why) -> message.setUnknown(why);
        };
        return filled.build();
    }

    public static StepOutcome from(HostWire.StepOutcome message) {
        return switch (message.getKindCase()) {
            case DONE ->
                new StepOutcome.Done(
                        message.getDone().getChanged(), message.getDone().getDetail());
            case STOPPED ->
                new StepOutcome.Stopped(
                        message.getStopped().getForced(), message.getStopped().getDetail());
            case NOT_FETCHED ->
                new StepOutcome.NotFetched(
                        FetchOutcome.Cause.valueOf(message.getNotFetched().getCause()),
                        message.getNotFetched().getDetail());
            case REFUSED ->
                new StepOutcome.Refused(new Refusal(
                        Refusal.Reason.valueOf(message.getRefused().getReason()),
                        message.getRefused().getDetail()));
            case STALE_EPOCH ->
                new StepOutcome.StaleEpoch(
                        message.getStaleEpoch().getCame(),
                        message.getStaleEpoch().getHeld());
            case UNKNOWN -> new StepOutcome.Unknown(message.getUnknown());
            case KIND_NOT_SET -> throw new NotUnderstood("an outcome of a kind that is not known here");
        };
    }
}
