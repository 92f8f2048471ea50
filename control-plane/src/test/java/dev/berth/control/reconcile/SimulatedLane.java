package dev.berth.control.reconcile;

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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Executor} does for one action, step by step in the same order, so that time can pass and a control plane can
 * end between any two; its secrets are made up, as they would come from the database.
 */
final class SimulatedLane {
    private static final StopBudget BUDGET = new StopBudget(StopBudget.Signal.SIGTERM, Duration.ofSeconds(30));

    private final Action action;
    private final WantedNode wanted;
    private final StoredNode node;
    private final @Nullable SimulatedHost host;
    private final long epoch;
    private final Consumer<StoredNode> release;
    private final Deque<HostStep> steps = new ArrayDeque<>();
    private boolean over;

    SimulatedLane(
            Action action,
            WantedNode wanted,
            StoredNode node,
            @Nullable SimulatedHost host,
            long epoch,
            Consumer<StoredNode> release) {
        this.action = action;
        this.wanted = wanted;
        this.node = node;
        this.host = host;
        this.epoch = epoch;
        this.release = release;
        switch (action) {
            case Action.BringUp _ -> bringUp();
            case Action.StopUnits(var _, var units, var _) -> stop(units);
            case Action.RemoveOld(var _, var units) -> {
                stop(units);
                units.forEach(unit -> steps.add(new HostStep.RemoveUnit(order(), unit)));
            }
            case Action.Restart(var _, var unit, var _) -> stop(List.of(unit));
            case Action.Remove(var _, var units, var volumes, var networks) -> remove(units, volumes, networks);
            case Action.WriteMembers _, Action.KeepData _ ->
                throw new IllegalArgumentException("action: " + action + " (expected: planned)");
        }
    }

    private void bringUp() {
        var plan = wanted.plan().orElseThrow();
        plan.units().forEach(unit -> steps.add(new HostStep.FetchArtifact(order(), unit.program())));
        String subnet = wanted.lease().orElseThrow().subnet().orElseThrow();
        steps.add(new HostStep.CreateNetwork(
                order(),
                new NetworkSpec(plan.network(), subnet, labels("", wanted.node().generation()))));
        for (UnitPlan unit : plan.units()) {
            Labels labels = labels(unit.name().unit(), unit.name().generation());
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

    StoredNode node() {
        return node;
    }

    String what() {
        return action.getClass().getSimpleName() + " " + node.node().name();
    }

    /** Takes the next step, or after the last one writes what follows from it. */
    void step(Instant now) {
        HostStep next = steps.poll();
        if (next == null) {
            over = true;
            if (action instanceof Action.Remove) release.accept(node);
            return;
        }
        if (host == null) throw new IllegalStateException("step: " + next + " (expected: none without a lease)");
        StepOutcome outcome = host.perform(next);
        if (next instanceof HostStep.StopUnit) {
            if (action instanceof Action.Restart(var _, var unit, var _) && outcome instanceof StepOutcome.Stopped)
                wanted.unit(unit.unit()).ifPresent(known -> node.save(known.ended(now)));
            return;
        }
        switch (outcome) {
            case StepOutcome.Done _, StepOutcome.Stopped _ -> {}
            case StepOutcome.StaleEpoch _ -> over = true;
            case StepOutcome.Unknown(String why) -> tryLater(why, now);
            case StepOutcome.Refused(var refusal) -> tryLater(refusal.detail(), now);
            case StepOutcome.NotFetched(var _, String detail) -> tryLater(detail, now);
        }
    }

    private void tryLater(String why, Instant now) {
        over = true;
        int attempts = wanted.current().map(NodeSeen::attempts).orElse(0) + 1;
        node.save(Failures.after(wanted, attempts, ExitRule.pause(Math.min(attempts, 5)), null, why, now), now);
    }

    private HostStep.Order order() {
        return new HostStep.Order("reconcile", epoch);
    }

    private Labels labels(String unit, long generation) {
        return new Labels("simulation", wanted.id().toString(), unit, generation, "reconcile", epoch);
    }
}
