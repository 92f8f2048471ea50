package dev.berth.control.drain;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import java.util.List;
import org.jooq.DSLContext;

/**
 * Empties a host: from now on it takes no new nodes, pools replace their members elsewhere one by one, and whoever else has
 * something there is asked. What is there runs on until then; a drain that is stopped leaves the rest where it is.
 */
public final class DrainHost {
    private static final Actor DRAINS = new Actor("drains");

    private final Database database;
    private final Drains drains;
    private final Runnable nudge;

    public DrainHost(Database database, Drains drains, Runnable nudge) {
        this.database = database;
        this.drains = drains;
        this.nudge = nudge;
    }

    /** What came of a wish. */
    public sealed interface Outcome {
        record Done() implements Outcome {}

        record NotFound() implements Outcome {}

        record Refused(String code, String reason) implements Outcome {}
    }

    /** Begins a drain; one that is under way goes on. */
    public Outcome start(HostId id, Actor by) {
        Outcome outcome = database.asPlatform(tx -> {
            Host host = Hosts.lock(tx, id).orElse(null);
            if (host == null) return new Outcome.NotFound();
            if (host.state() == Host.State.DECOMMISSIONED)
                return new Outcome.Refused("DECOMMISSIONED", "host " + host.name() + " is decommissioned");
            if (host.state() == Host.State.DRAINING) return new Outcome.Done();
            List<Remaining> remaining = drains.remaining(tx, id);
            Hosts.drain(tx, id, remaining.size());
            event(tx, by, "host.drain-started", host, remaining.size() + " nodes are to go");
            for (Remaining node : remaining) if (node.way().needsDecision()) ask(tx, by, node);
            return new Outcome.Done();
        });
        nudge.run();
        return outcome;
    }

    /** The owner reads it among the tenant's own events, and is not told which host it is. */
    private static void ask(DSLContext tx, Actor by, Remaining node) {
        Events.record(
                tx,
                new NewEvent(
                        node.tenant(),
                        by,
                        "node.decision-needed",
                        Subject.of("node", node.node()),
                        node.name() + " is on a host that is to be emptied; "
                                + node.way().words()));
    }

    /** Ends a drain: what is still there stays. Nothing that has gone comes back. */
    public Outcome stop(HostId id, Actor by) {
        return database.asPlatform(tx -> {
            Host host = Hosts.lock(tx, id).orElse(null);
            if (host == null) return new Outcome.NotFound();
            if (host.state() != Host.State.DRAINING)
                return new Outcome.Refused("NOT_DRAINING", "host " + host.name() + " is not being drained");
            Hosts.stopDrain(tx, id);
            int left = drains.remaining(tx, id).size();
            event(tx, by, "host.drain-stopped", host, left + " nodes stay");
            return new Outcome.Done();
        });
    }

    /** Says of each host that a drain has emptied that it is empty, once. Run on a timer. */
    public void noteDrained() {
        for (Host host : database.asPlatform(Hosts::all)) {
            boolean waits = host.closing()
                    .drain()
                    .filter(drain -> drain.emptyAt().isEmpty())
                    .isPresent();
            if (!waits) continue;
            database.doAsPlatform(tx -> {
                if (drains.remaining(tx, host.id()).isEmpty() && Hosts.drained(tx, host.id()))
                    event(tx, DRAINS, "host.drained", host, "nothing is left on it");
            });
        }
    }

    private static void event(DSLContext tx, Actor by, String kind, Host host, String reason) {
        Events.record(tx, new NewEvent(null, by, kind, Subject.of("host", host.id()), host.name() + ": " + reason));
    }
}
