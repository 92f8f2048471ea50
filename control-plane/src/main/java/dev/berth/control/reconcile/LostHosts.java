package dev.berth.control.reconcile;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.Hosts;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Notes which hosts nobody has heard for so long that their return is not waited for, and says so once. What follows is
 * others' to decide; nothing is deleted for it. Silence while nobody listened, such as before this control plane began to
 * lead, or while its machine slept, is nobody's fault.
 */
final class LostHosts {
    private static final Duration LOOKED_AT_EACH = Duration.ofSeconds(1);

    /** Who has not looked for so long did not listen either. */
    private static final Duration ASLEEP = Duration.ofMinutes(1);

    private final Database database;
    private final Duration lostAfter;
    private @Nullable Instant looked;
    private Instant listensSince = Instant.MIN;
    private Set<HostId> lost = Set.of();

    LostHosts(Database database, Duration lostAfter) {
        this.database = database;
        this.lostAfter = lostAfter;
    }

    /** Those that are lost. To be asked after the hosts were looked at. */
    Set<HostId> at(Instant now) {
        Instant before = looked;
        if (before != null && Duration.between(before, now).compareTo(LOOKED_AT_EACH) < 0) return lost;
        if (before == null || Duration.between(before, now).compareTo(ASLEEP) > 0) listensSince = now;
        looked = now;
        Instant since = now.minus(lostAfter);
        lost = database.asPlatform(tx -> {
            if (!since.isBefore(listensSince)) Hosts.lose(tx, since).forEach(host -> tell(tx, host));
            return Hosts.lost(tx);
        });
        return lost;
    }

    private static void tell(DSLContext tx, Host host) {
        Events.record(
                tx,
                new NewEvent(
                        null,
                        Actor.RECONCILER,
                        "host.lost",
                        Subject.of("host", host.id()),
                        host.name() + " was heard last at "
                                + host.heardAt().map(Instant::toString).orElse("no time")
                                + "; its nodes that have ever answered, and their data, are left as they are"));
    }
}
