package dev.berth.control.reconcile;

import dev.berth.control.loss.Leavings;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.simulation.SimulatedHost;
import dev.berth.control.simulation.StoredNode;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Executor} and {@link Strays} do for one action, step by step in the same order, so that time can pass and a control plane can
 * end between any two; its secrets are made up, as they would come from the database.
 */
final class SimulatedLane {
    private static final StopBudget BUDGET = new StopBudget(StopBudget.Signal.SIGTERM, Duration.ofSeconds(30));

    private final String what;
    private final @Nullable SimulatedHost host;
    private final long epoch;
    private final Runnable whenDone;
    private final BiConsumer<String, Instant> whenBroken;
    private final Consumer<Instant> whenStopped;
    private final Deque<HostStep> steps = new ArrayDeque<>();
    private boolean over;

    private SimulatedLane(
            String what,
            @Nullable SimulatedHost host,
            long epoch,
            Runnable whenDone,
            BiConsumer<String, Instant> whenBroken,
            Consumer<Instant> whenStopped) {
        this.what = what;
        this.host = host;
        this.epoch = epoch;
        this.whenDone = whenDone;
        this.whenBroken = whenBroken;
        this.whenStopped = whenStopped;
    }

    static SimulatedLane of(
            Action.OfWanted action,
            WantedNode wanted,
            StoredNode node,
            @Nullable SimulatedHost host,
            long epoch,
            Consumer<StoredNode> release) {
        var lane = new SimulatedLane(
                action.getClass().getSimpleName() + " " + node.node().name(),
                host,
                epoch,
                () -> {
                    if (action instanceof Action.Remove) release.accept(node);
                },
                (why, now) -> {
                    int attempts = wanted.current().map(NodeSeen::attempts).orElse(0) + 1;
                    node.save(
                            Failures.after(wanted, attempts, ExitRule.pause(Math.min(attempts, 5)), null, why, now),
                            now);
                },
                now -> {
                    if (action instanceof Action.Restart(var _, var unit, var _))
                        wanted.unit(unit.unit()).ifPresent(known -> node.save(known.ended(now)));
                });
        switch (action) {
            case Action.BringUp _ -> lane.bringUp(wanted);
            case Action.StopUnits(var _, var units, var _) -> lane.stop(units);
            case Action.RemoveOld(var _, var units) -> {
                lane.stop(units);
                units.forEach(unit -> lane.steps.add(new HostStep.RemoveUnit(lane.order(), unit)));
            }
            case Action.Restart(var _, var unit, var _) -> lane.stop(List.of(unit));
            case Action.Remove(var _, var units, var volumes, var networks) -> lane.remove(units, volumes, networks);
            case Action.WriteMembers _, Action.KeepData _ ->
                throw new IllegalArgumentException("action: " + action + " (expected: planned)");
        }
        return lane;
    }

    static SimulatedLane of(Action.RemoveLeft remove, SimulatedHost host, long epoch, List<Leavings.Left> leavings) {
        var lane = new SimulatedLane(
                "RemoveLeft " + remove.left(),
                host,
                epoch,
                () -> leavings.remove(remove.left()),
                (_, _) -> {},
                _ -> {});
        lane.remove(remove.units(), remove.volumes(), remove.networks());
        return lane;
    }

    private void bringUp(WantedNode wanted) {
        var plan = wanted.plan().orElseThrow();
        plan.units().forEach(unit -> steps.add(new HostStep.FetchArtifact(order(), unit.program())));
        String subnet = wanted.lease().orElseThrow().subnet().orElseThrow();
        steps.add(new HostStep.CreateNetwork(
                order(),
                new NetworkSpec(
                        plan.network(), subnet, labels(wanted, "", wanted.node().generation()))));
        for (UnitPlan unit : plan.units()) {
            Labels labels = labels(wanted, unit.name().unit(), unit.name().generation());
            unit.volume()
                    .ifPresent(volume -> steps.add(
                            new HostStep.CreateVolume(order(), new VolumeSpec(volume.name(), volume.owner(), labels))));
            Map<String, String> texts =
                    unit.secretNames().stream().collect(Collectors.toMap(name -> name, name -> "made up"));
            steps.add(new HostStep.CreateUnit(order(), unit.spec(labels, texts)));
            steps.add(new HostStep.StartUnit(order(), unit.name()));
        }
    }

    private void stop(List<UnitName> units) {
        units.forEach(unit -> steps.add(new HostStep.StopUnit(order(), unit, BUDGET)));
    }

    private void remove(List<UnitName> units, List<VolumeName> volumes, List<NetworkName> networks) {
        stop(units);
        units.forEach(unit -> steps.add(new HostStep.RemoveUnit(order(), unit)));
        volumes.forEach(volume -> steps.add(new HostStep.RemoveVolume(order(), volume)));
        networks.forEach(network -> steps.add(new HostStep.RemoveNetwork(order(), network)));
    }

    boolean over() {
        return over;
    }

    String what() {
        return what;
    }

    /** Takes the next step, or after the last one writes what follows from it. */
    void step(Instant now) {
        HostStep next = steps.poll();
        if (next == null) {
            over = true;
            whenDone.run();
            return;
        }
        if (host == null) throw new IllegalStateException("step: " + next + " (expected: none without a lease)");
        StepOutcome outcome = host.perform(next);
        if (next instanceof HostStep.StopUnit) {
            if (outcome instanceof StepOutcome.Stopped) whenStopped.accept(now);
            return;
        }
        switch (outcome) {
            case StepOutcome.Done _, StepOutcome.Stopped _ -> {}
            case StepOutcome.StaleEpoch _ -> over = true;
            case StepOutcome.Unknown(String why) -> breakOff(why, now);
            case StepOutcome.Refused(var refusal) -> breakOff(refusal.detail(), now);
            case StepOutcome.NotFetched(var _, String detail) -> breakOff(detail, now);
        }
    }

    private void breakOff(String why, Instant now) {
        over = true;
        whenBroken.accept(why, now);
    }

    private HostStep.Order order() {
        return new HostStep.Order("reconcile", epoch);
    }

    private Labels labels(WantedNode wanted, String unit, long generation) {
        return new Labels("simulation", wanted.id().toString(), unit, generation, "reconcile", epoch);
    }
}
