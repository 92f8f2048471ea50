package dev.berth.control.reconcile;

import dev.berth.host.agent.HostObservation;
import java.util.OptionalInt;

/**
 * A generation of a node that its host has and the database does not know: the database was restored from an older backup, for a wish is
 * written down before anything is made. It is taken as the wanted one, so that what there is of it is neither removed nor made a second time.
 */
final class Adoption {
    private Adoption() {}

    /** The newest such generation; empty: there is none. */
    static OptionalInt of(WantedNode wanted, HostObservation host) {
        return host.unitsOf(wanted.shortName()).stream()
                .mapToInt(unit -> Math.toIntExact(unit.name().generation()))
                .filter(generation -> generation > wanted.node().generation())
                .max();
    }
}
