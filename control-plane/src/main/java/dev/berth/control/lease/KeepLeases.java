package dev.berth.control.lease;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.ledger.Ledger;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.Nodes;
import dev.berth.control.operation.Operations;
import dev.berth.control.tenant.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Does what is due for leases: tops up, begins and ends grace, ends what was reclaimed. It decides from what is stored,
 * and again under the lease's lock, so it may be run at any time, by several at once. A lease whose end is decided has
 * its node deleted; the reconciler gives the place back once nothing of the node is left.
 */
public final class KeepLeases {
    private static final Actor ACTOR = new Actor("leases");
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final int STEPS_AT_ONCE = 3;

    private final Database database;
    private final ChangeNode changeNode;
    private final WarnOfFunds warnOfFunds;
    private final Runnable nudge;

    /** @param nudge tells the reconciler that nodes are to stop or to start */
    public KeepLeases(Database database, ChangeNode changeNode, Runnable nudge) {
        this.database = database;
        this.changeNode = changeNode;
        this.warnOfFunds = new WarnOfFunds(database);
        this.nudge = nudge;
    }

    /** One pass over all leases that something may be due for. */
    public void run() {
        record Due(Lease lease, Optional<LeaseStep> step) {}
        List<Due> leases = database.asPlatform(tx -> {
            List<Lease> kept = Leases.toKeep(tx);
            Map<LeaseId, Escrows.Held> held = Escrows.of(tx, kept);
            var balances = new HashMap<String, Long>();
            for (Lease lease : kept)
                if (lease.prepaid())
                    balances.computeIfAbsent(
                            account(lease),
                            _ -> Ledger.balances(tx, lease.tenant())
                                    .getOrDefault(lease.rate().currency(), 0L));
            return kept.stream()
                    .map(lease -> new Due(
                            lease,
                            step(
                                    tx,
                                    lease,
                                    Optional.ofNullable(held.get(lease.id())),
                                    balances.getOrDefault(account(lease), 0L))))
                    .toList();
        });
        for (Due due : leases)
            if (due.lease().ending().isPresent() || due.step().isPresent())
                keep(due.lease().id());
        warnOfFunds.run();
    }

    /** Does what is due for one lease. */
    void keep(LeaseId id) {
        record Kept(boolean changed, Optional<NodeId> over) {}
        Kept kept = database.asPlatform(tx -> {
            boolean changed = false;
            for (int i = 0; i < STEPS_AT_ONCE; i++) {
                Lease lease = Leases.lock(tx, EVERYBODY, id).orElseThrow();
                if (!(lease.state() instanceof LeaseState.Open open)) return new Kept(changed, Optional.empty());
                if (lease.ending().isPresent()) return new Kept(changed, Optional.of(lease.node()));
                Optional<Escrows.Held> held = Escrows.of(tx, lease);
                long balance = held.isEmpty()
                        ? 0
                        : Ledger.lockBalance(tx, lease.tenant(), lease.rate().currency());
                Optional<LeaseStep> step = step(tx, lease, held, balance);
                if (step.isEmpty()) break;
                changed = true;
                take(tx, lease, open, held, step.get());
            }
            return new Kept(changed, Optional.empty());
        });
        kept.over().ifPresent(node -> changeNode.delete(EVERYBODY, node, ACTOR));
        if (kept.changed()) nudge.run();
    }

    private static Optional<LeaseStep> step(DSLContext tx, Lease lease, Optional<Escrows.Held> held, long balance) {
        if (!(lease.state() instanceof LeaseState.Open open) || lease.ending().isPresent()) return Optional.empty();
        return LeaseStep.of(
                        open,
                        held.map(of -> new LeaseStep.Funds(of.escrow(), of.seconds(), balance)),
                        lease.agreement().graceSeconds(),
                        Database.now(tx))
                .map(step -> lease.ofData() && step instanceof LeaseStep.End
                        ? new LeaseStep.End(
                                LeaseState.Cause.RETENTION_ENDED, "RETENTION_ENDED: its data was kept until then")
                        : step);
    }

    private static void take(
            DSLContext tx, Lease lease, LeaseState.Open state, Optional<Escrows.Held> held, LeaseStep step) {
        switch (step) {
            case LeaseStep.TopUp(long amount) ->
                Escrows.topUp(tx, lease, held.orElseThrow(), amount, ACTOR, "less than an hour's worth was left");
            case LeaseStep.BeginGrace(var endsAt) -> {
                Leases.move(tx, lease.id(), state.withoutFunds(endsAt));
                String reason = "INSUFFICIENT_FUNDS: its node is stopped, its data is kept until " + endsAt;
                boolean runs = Nodes.find(tx, EVERYBODY, lease.node())
                        .filter(node -> node.desired() == Node.Desired.RUNNING)
                        .isPresent();
                if (runs) Operations.failRunning(tx, lease.node(), "INSUFFICIENT_FUNDS", reason);
                event(tx, lease, "lease.grace", reason);
            }
            case LeaseStep.Resume _ -> {
                if (state instanceof LeaseState.Grace grace) Leases.move(tx, lease.id(), grace.funded());
                event(tx, lease, "lease.funded", "funds have come: its node starts again");
            }
            case LeaseStep.End(var cause, String reason) -> {
                Leases.ending(tx, lease.id(), cause);
                event(tx, lease, "lease.ending", reason);
            }
        }
    }

    private static String account(Lease lease) {
        return lease.tenant() + " " + lease.rate().currency();
    }

    private static void event(DSLContext tx, Lease lease, String kind, String reason) {
        Events.record(tx, new NewEvent(lease.tenant(), ACTOR, kind, Subject.of("lease", lease.id()), reason));
    }
}
