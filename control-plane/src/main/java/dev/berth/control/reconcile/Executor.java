package dev.berth.control.reconcile;

import dev.berth.control.advice.Advice;
import dev.berth.control.advice.Advices;
import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.Observations;
import dev.berth.control.operation.OperationId;
import dev.berth.control.secret.NodeSecrets;
import dev.berth.control.template.NodePlan;
import dev.berth.control.template.SecretRule;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Carries out actions, step by step, on a node's host. Stops at the first step that does not succeed; the next pass repeats. */
final class Executor {
    static final StopBudget OF_A_STRANGER = new StopBudget(StopBudget.Signal.SIGTERM, Duration.ofSeconds(30));
    private static final StopBudget OF_A_HUNG_UNIT = new StopBudget(StopBudget.Signal.SIGTERM, Duration.ZERO);

    private final Database database;
    private final NodeSecrets secrets;
    private final HostAgents hosts;
    private final String instance;
    private final long epoch;
    private final Failures failures;
    private final Map<NodeId, String> progress = new ConcurrentHashMap<>();

    Executor(Database database, NodeSecrets secrets, HostAgents hosts, String instance, long epoch) {
        this.database = database;
        this.secrets = secrets;
        this.hosts = hosts;
        this.instance = instance;
        this.epoch = epoch;
        this.failures = new Failures(database);
    }

    /** Of the control plane that acts here. */
    long epoch() {
        return epoch;
    }

    /** The last line of progress of what is being done for a node. */
    Map<NodeId, String> progress() {
        return progress;
    }

    void perform(Action.OfWanted action) {
        try {
            switch (action) {
                case Action.BringUp(WantedNode wanted) -> bringUp(wanted);
                case Action.StopUnits(WantedNode wanted, List<UnitName> units, String why) -> stop(wanted, units, why);
                case Action.RemoveOld(WantedNode wanted, List<UnitName> units) -> removeOld(wanted, units);
                case Action.Restart(WantedNode wanted, UnitName unit, String why) -> restart(wanted, unit, why);
                case Action.WriteMembers write -> writeMembers(write);
                case Action.KeepData keep -> keepData(keep);
                case Action.Remove remove -> remove(remove);
            }
        } finally {
            progress.remove(action.node());
        }
    }

    private void bringUp(WantedNode wanted) {
        NodePlan plan = wanted.plan().orElseThrow();
        FailPoint.BEFORE_FETCH.pass();
        for (UnitPlan unit : plan.units())
            if (!succeeds(wanted, new HostStep.FetchArtifact(order(wanted), unit.program()))) return;
        FailPoint.AFTER_FETCH.pass();
        if (!succeeds(wanted, new HostStep.CreateNetwork(order(wanted), network(wanted, plan.network())))) return;
        FailPoint.AFTER_NETWORK.pass();
        Map<String, String> texts = texts(wanted);
        FailPoint.AFTER_SECRETS.pass();
        for (UnitPlan unit : plan.units()) if (!bringUp(wanted, unit, texts)) return;
    }

    private boolean bringUp(WantedNode wanted, UnitPlan unit, Map<String, String> texts) {
        Labels labels = labels(wanted, unit.name());
        if (unit.volume().isPresent()) {
            UnitPlan.Volume volume = unit.volume().get();
            var spec = new VolumeSpec(volume.name(), volume.owner(), labels);
            if (!succeeds(wanted, new HostStep.CreateVolume(order(wanted), spec))) return false;
            FailPoint.AFTER_VOLUME.pass();
        }
        if (!succeeds(wanted, new HostStep.CreateUnit(order(wanted), unit.spec(labels, texts)))) return false;
        FailPoint.AFTER_CREATE.pass();
        StepOutcome started = outcome(wanted, new HostStep.StartUnit(order(wanted), unit.name()));
        if (!succeeds(wanted, started)) return false;
        if (started instanceof StepOutcome.Done done && done.changed()) hint(wanted, unit.name());
        FailPoint.AFTER_START.pass();
        return true;
    }

    private void stop(WantedNode wanted, List<UnitName> units, String why) {
        FailPoint.BEFORE_STOP.pass();
        for (UnitName unit : units) {
            if (!(outcome(wanted, new HostStep.StopUnit(order(wanted), unit, budget(wanted, unit)))
                    instanceof StepOutcome.Stopped stopped)) continue;
            event(
                    wanted,
                    stopped.forced() ? "unit.stopped-unclean" : "unit.stopped",
                    unit.unit() + ": " + why + "; " + stopped.detail());
            if (stopped.forced()) advise(wanted, unit);
        }
        FailPoint.AFTER_STOP.pass();
    }

    private void advise(WantedNode wanted, UnitName unit) {
        database.doAsPlatform(
                tx -> Advices.give(tx, wanted.id(), Advice.uncleanShutdown(wanted.template(), unit.unit())));
    }

    /** What to do should the unit, which was killed before, not get over that. */
    private void hint(WantedNode wanted, UnitName unit) {
        database.<Optional<String>>asPlatform(tx -> Advices.afterUncleanShutdown(tx, wanted.id(), unit.unit()))
                .ifPresent(advice -> event(wanted, "unit.repair-hint", advice));
    }

    private void removeOld(WantedNode wanted, List<UnitName> units) {
        stop(wanted, units, "its generation is not wanted any more");
        for (UnitName unit : units) {
            if (!succeeds(wanted, new HostStep.RemoveUnit(order(wanted), unit))) return;
            FailPoint.AFTER_REMOVE_UNIT.pass();
        }
    }

    private void restart(WantedNode wanted, UnitName unit, String why) {
        event(wanted, "unit.hung", unit.unit() + " " + why + "; it is ended and started again");
        if (outcome(wanted, new HostStep.StopUnit(order(wanted), unit, OF_A_HUNG_UNIT)) instanceof StepOutcome.Stopped)
            recordEnd(wanted, unit);
    }

    /** So that nobody takes our own doing for the unit's. */
    private void recordEnd(WantedNode wanted, UnitName name) {
        wanted.unit(name.unit())
                .ifPresent(unit ->
                        database.doAsPlatform(tx -> Observations.save(tx, wanted.id(), unit.ended(Database.now(tx)))));
    }

    private void writeMembers(Action.WriteMembers write) {
        if (succeeds(
                write.wanted(),
                new HostStep.WriteFiles(order(write.wanted()), write.unit(), write.files(), write.addresses())))
            write.written().run();
    }

    private void remove(Action.Remove remove) {
        WantedNode wanted = remove.wanted();
        if (!takeDown(wanted, remove.units(), remove.volumes(), remove.networks())) return;
        FailPoint.BEFORE_RELEASE.pass();
        database.doAsPlatform(tx -> Departure.ofAll(tx, wanted));
        FailPoint.AFTER_RELEASE.pass();
    }

    private void keepData(Action.KeepData keep) {
        WantedNode wanted = keep.wanted();
        if (!takeDown(wanted, keep.units(), List.of(), keep.networks())) return;
        FailPoint.BEFORE_RELEASE.pass();
        database.doAsPlatform(tx -> Departure.butForData(tx, wanted));
        FailPoint.AFTER_RELEASE.pass();
    }

    /** Whether nothing of these is left on the host. */
    private boolean takeDown(
            WantedNode wanted, List<UnitName> units, List<VolumeName> volumes, List<NetworkName> networks) {
        stop(wanted, units, "the node is being deleted");
        for (UnitName unit : units) {
            if (!succeeds(wanted, new HostStep.RemoveUnit(order(wanted), unit))) return false;
            FailPoint.AFTER_REMOVE_UNIT.pass();
        }
        for (VolumeName volume : volumes) {
            if (!succeeds(wanted, new HostStep.RemoveVolume(order(wanted), volume))) return false;
            FailPoint.AFTER_REMOVE_VOLUME.pass();
        }
        for (NetworkName network : networks) {
            if (!succeeds(wanted, new HostStep.RemoveNetwork(order(wanted), network))) return false;
            FailPoint.AFTER_REMOVE_NETWORK.pass();
        }
        return true;
    }

    private boolean succeeds(WantedNode wanted, HostStep step) {
        return succeeds(wanted, outcome(wanted, step));
    }

    private boolean succeeds(WantedNode wanted, StepOutcome outcome) {
        return switch (outcome) {
            case StepOutcome.Done _, StepOutcome.Stopped _ -> true;
            case StepOutcome.StaleEpoch _ -> false;
            case StepOutcome.Unknown(String why) -> {
                failures.tryLater(wanted, why);
                yield false;
            }
            case StepOutcome.NotFetched(var cause, String detail) -> {
                failures.notFetched(wanted, cause, detail);
                yield false;
            }
            case StepOutcome.Refused(var refusal) -> {
                failures.refused(wanted, refusal);
                yield false;
            }
        };
    }

    private StepOutcome outcome(WantedNode wanted, HostStep step) {
        Progress lines = line -> progress.put(wanted.id(), line);
        HostId place = wanted.lease().orElseThrow().host();
        return hosts.find(place)
                .map(host -> host.perform(step, lines))
                .orElseGet(() -> new StepOutcome.Unknown("host " + place + " is not connected"));
    }

    /** The texts of all secrets that the node's units need. */
    Map<String, String> texts(WantedNode wanted) {
        Map<String, SecretRule> rules = wanted.plan().orElseThrow().secrets();
        if (rules.isEmpty()) return Map.of();
        return database.asPlatform(tx -> secrets.texts(
                tx,
                rules,
                wanted.id().value(),
                wanted.node()
                        .membership()
                        .map(of -> of.pool().value())
                        .orElse(wanted.id().value())));
    }

    private HostStep.Order order(WantedNode wanted) {
        return new HostStep.Order(wanted.operation().map(OperationId::toString).orElse("reconcile"), epoch);
    }

    private Labels labels(WantedNode wanted, UnitName unit) {
        return new Labels(
                instance,
                wanted.id().toString(),
                unit.unit(),
                unit.generation(),
                wanted.operation().map(OperationId::toString).orElse("reconcile"),
                epoch);
    }

    private NetworkSpec network(WantedNode wanted, NetworkName name) {
        return new NetworkSpec(
                name,
                wanted.lease().orElseThrow().subnet().orElseThrow(),
                new Labels(instance, wanted.id().toString(), "", wanted.node().generation(), "reconcile", epoch));
    }

    private static StopBudget budget(WantedNode wanted, UnitName unit) {
        return ReconcilePlan.unitPlan(wanted, unit)
                .map(UnitPlan::stop)
                .orElseGet(() -> wanted.plan().stream()
                        .flatMap(plan -> plan.units().stream())
                        .filter(plan -> plan.name().unit().equals(unit.unit()))
                        .map(UnitPlan::stop)
                        .findFirst()
                        .orElse(OF_A_STRANGER));
    }

    private void event(WantedNode wanted, String kind, String reason) {
        database.doAsPlatform(tx -> Events.record(
                tx,
                new NewEvent(wanted.node().tenant(), Actor.RECONCILER, kind, Subject.of("node", wanted.id()), reason)));
    }
}
