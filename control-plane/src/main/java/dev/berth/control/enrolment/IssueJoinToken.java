package dev.berth.control.enrolment;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.Hosts;
import dev.berth.host.join.JoinToken;
import java.time.Duration;
import java.time.Instant;
import org.jooq.DSLContext;

/** Gives out a token with which one machine may join, once and soon, under the name that the operator chose. */
public final class IssueJoinToken {
    private final HostAuthority authority;

    public IssueJoinToken(HostAuthority authority) {
        this.authority = authority;
    }

    /** What became of it. */
    public sealed interface Outcome {
        record Issued(JoinToken token, Instant expiresAt) implements Outcome {}

        /** The control plane runs the host of that name itself. */
        record IsInProcess() implements Outcome {}
    }

    public Outcome run(DSLContext tx, String hostName, Duration life, Actor by) {
        if (Hosts.named(tx, hostName).filter(host -> !host.remote()).isPresent()) return new Outcome.IsInProcess();
        JoinToken token = JoinToken.random(authority.sha256());
        Instant expiresAt = Database.now(tx).plus(life);
        JoinTokens.add(tx, token, hostName, by, expiresAt);
        Events.record(
                tx,
                new NewEvent(
                        null,
                        by,
                        "host.token-issued",
                        new Subject("host-token", token.id()),
                        hostName + " may join until " + expiresAt));
        return new Outcome.Issued(token, expiresAt);
    }
}
