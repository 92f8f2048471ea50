package dev.berth.control.reconcile;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.MovePorts;
import dev.berth.control.lease.MoveSubnet;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.Observations;
import dev.berth.control.operation.Operations;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.engine.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes down that a node could not be brought further, and whether and when that is tried again. */
final class Failures {
    private static final Duration AN_ARTIFACT_MAY_HAVE_COME = Duration.ofSeconds(30);

    private final Database database;

    Failures(Database database) {
        this.database = database;
    }

    /** Something that may pass: tried again, later and later, for as long as the node is wanted. */
    void tryLater(WantedNode wanted, String why) {
        int attempts = wanted.current().map(NodeSeen::attempts).orElse(0) + 1;
        write(wanted, attempts, ExitRule.pause(Math.min(attempts, 5)), null, why);
    }

    void notFetched(WantedNode wanted, FetchOutcome.Cause cause, String detail) {
        switch (cause) {
            case UNREACHABLE -> tryLater(wanted, detail);
            case NOT_FOUND, FORBIDDEN, CORRUPT, BINARY_MISSING, UNRESOLVED, WRONG_ARCHITECTURE ->
                write(wanted, 0, AN_ARTIFACT_MAY_HAVE_COME, "ARTIFACT_" + cause.name(), detail);
        }
    }

    void refused(WantedNode wanted, Refusal refusal) {
        switch (refusal.reason()) {
            case PORT_TAKEN -> {
                Lease lease = wanted.lease().orElseThrow();
                database.asPlatform(tx -> MovePorts.run(tx, lease, portsIn(refusal.detail()), refusal.detail()));
                tryLater(wanted, refusal.detail());
            }
            case SUBNET_TAKEN -> {
                Lease lease = wanted.lease().orElseThrow();
                if (database.<Boolean>asPlatform(
                        tx -> MoveSubnet.run(tx, lease, refusal.detail()).isPresent()))
                    tryLater(wanted, refusal.detail());
                else write(wanted, 0, null, "SUBNET_TAKEN", refusal.detail() + "; the host's range has no other");
            }
            case IN_USE, GPU_TAKEN, ABSENT, ARTIFACT_MISSING, UNREACHABLE -> tryLater(wanted, refusal.detail());
            case DOES_NOT_START -> {
                int attempts = wanted.current().map(NodeSeen::attempts).orElse(0) + 1;
                if (ExitRule.givenUp(attempts)) write(wanted, attempts, null, "DOES_NOT_START", refusal.detail());
                else tryLater(wanted, refusal.detail());
            }
            case NAME_TAKEN, NOT_TRUSTED, POLICY ->
                write(wanted, 0, null, refusal.reason().name(), refusal.detail());
        }
    }

    private void write(
            WantedNode wanted, int attempts, @Nullable Duration pause, @Nullable String failureCode, String why) {
        database.doAsPlatform(tx -> {
            Observations.save(tx, wanted.id(), after(wanted, attempts, pause, failureCode, why, Database.now(tx)));
            String code = failureCode == null ? "" : failureCode + ": ";
            Events.record(
                    tx,
                    new NewEvent(
                            wanted.node().tenant(),
                            Actor.RECONCILER,
                            failureCode == null ? "node.step-failed" : "node.failed",
                            Subject.of("node", wanted.id()),
                            code + why));
            if (failureCode != null) Operations.failRunning(tx, wanted.id(), failureCode, why);
        });
    }

    /** What is known of a node that could not be brought further. */
    static NodeSeen after(
            WantedNode wanted,
            int attempts,
            @Nullable Duration pause,
            @Nullable String failureCode,
            String why,
            Instant now) {
        return wanted.down(
                new NodeSeen.Condition("runs", false, why),
                attempts,
                pause == null ? null : now.plus(pause),
                failureCode,
                failureCode == null ? null : why,
                now);
    }

    /** The ports that the engine's words name. */
    private static List<Integer> portsIn(String detail) {
        return Pattern.compile("\\b\\d{4,5}\\b")
                .matcher(detail)
                .results()
                .map(match -> Integer.valueOf(match.group()))
                .distinct()
                .toList();
    }
}
