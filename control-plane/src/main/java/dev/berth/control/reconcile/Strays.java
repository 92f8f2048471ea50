package dev.berth.control.reconcile;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.loss.Leavings;
import dev.berth.control.node.Nodes;
import dev.berth.control.tenant.Scope;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.VolumeName;

/** Sees to what is on hosts where its node has no place: what nodes have left goes, what nobody knows of is only stopped. */
final class Strays {
    private final Database database;
    private final HostAgents hosts;
    private final long epoch;

    Strays(Database database, HostAgents hosts, long epoch) {
        this.database = database;
        this.hosts = hosts;
        this.epoch = epoch;
    }

    /** A unit that belongs to no node: stopped with a stranger's budget, and kept. */
    void stop(Orphans.Orphan orphan) {
        var step = new HostStep.StopUnit(order(), orphan.unit(), Executor.OF_A_STRANGER);
        if (!(outcome(orphan.host(), step) instanceof StepOutcome.Stopped stopped)) return;
        String what = orphan.unit().text() + ", of no node, was stopped and is kept; " + stopped.detail();
        database.doAsPlatform(tx -> Events.record(
                tx,
                new NewEvent(null, Actor.RECONCILER, "host.orphan-stopped", Subject.of("host", orphan.host()), what)));
    }

    /** Stops at the first step that does not succeed; the next pass repeats. */
    void remove(Action.RemoveLeft remove) {
        Leavings.Left left = remove.left();
        for (UnitName unit : remove.units()) {
            outcome(left.host(), new HostStep.StopUnit(order(), unit, Executor.OF_A_STRANGER));
            if (!succeeds(left, new HostStep.RemoveUnit(order(), unit))) return;
            FailPoint.AFTER_REMOVE_UNIT.pass();
        }
        for (VolumeName volume : remove.volumes()) {
            if (!succeeds(left, new HostStep.RemoveVolume(order(), volume))) return;
            FailPoint.AFTER_REMOVE_VOLUME.pass();
        }
        for (NetworkName network : remove.networks()) {
            if (!succeeds(left, new HostStep.RemoveNetwork(order(), network))) return;
            FailPoint.AFTER_REMOVE_NETWORK.pass();
        }
        database.doAsPlatform(tx -> {
            if (!Leavings.gone(tx, left)) return;
            Nodes.find(tx, new Scope.Everybody(), left.node())
                    .ifPresent(node -> Events.record(
                            tx,
                            new NewEvent(
                                    node.tenant(),
                                    Actor.RECONCILER,
                                    "node.left-removed",
                                    Subject.of("node", left.node()),
                                    "what generation " + left.generation()
                                            + " left on a host that was lost is removed: "
                                            + remove.units().size() + " units, "
                                            + remove.volumes().size() + " volumes")));
        });
    }

    private boolean succeeds(Leavings.Left left, HostStep step) {
        return outcome(left.host(), step) instanceof StepOutcome.Done;
    }

    private HostStep.Order order() {
        return new HostStep.Order("reconcile", epoch);
    }

    private StepOutcome outcome(HostId place, HostStep step) {
        return hosts.find(place)
                .map(host -> host.perform(step, _ -> {}))
                .orElseGet(() -> new StepOutcome.Unknown("host " + place + " is not connected"));
    }
}
