package dev.berth.control.reconcile;

import static dev.berth.control.reconcile.WantedAnvil.NOW;
import static dev.berth.control.reconcile.WantedAnvil.found;
import static dev.berth.control.reconcile.WantedAnvil.host;
import static dev.berth.control.reconcile.WantedAnvil.killed;
import static dev.berth.control.reconcile.WantedAnvil.running;
import static dev.berth.control.reconcile.WantedAnvil.seen;
import static dev.berth.control.reconcile.WantedAnvil.that;
import static dev.berth.control.reconcile.WantedAnvil.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.Node.Desired;
import dev.berth.host.agent.HostObservation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReconcilePlanTest {
    @Test
    void aNodeOfWhichNothingIsThereIsBroughtUp() {
        WantedNode wanted = that(Desired.RUNNING, 1, null);
        assertThat(plan(wanted, host())).containsExactly(new Action.BringUp(wanted));
    }

    @Test
    void aNodeThatRunsAsItShouldIsLeftAlone() {
        assertThat(plan(that(Desired.RUNNING, 1, seen(true, true, 0, null)), host(found(1, running()))))
                .isEmpty();
    }

    @Test
    void aUnitThatEndedIsStartedAgainOnTheSameData() {
        WantedNode wanted = that(Desired.RUNNING, 1, seen(false, false, 1, NOW));
        assertThat(plan(wanted, host(found(1, killed())))).containsExactly(new Action.BringUp(wanted));
    }

    @Test
    void anOldGenerationGoesBeforeTheNewOneComes() {
        WantedNode wanted = that(Desired.RUNNING, 2, null);
        assertThat(plan(wanted, host(found(1, running()))))
                .containsExactly(new Action.RemoveOld(wanted, List.of(unit(1))));
    }

    @Test
    void aNodeThatIsToStopHasItsRunningUnitsStoppedAndThenNothing() {
        WantedNode wanted = that(Desired.STOPPED, 1, null);
        assertThat(plan(wanted, host(found(1, running()))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.StopUnits.class, stop -> assertThat(stop.units()).containsExactly(unit(1)));
        assertThat(plan(wanted, host(found(1, killed())))).isEmpty();
    }

    @Test
    void aNodeThatAProxyMayStillBeUsingIsNotStoppedYet() {
        WantedNode wanted = that(Desired.DELETED, 1, null);
        assertThat(ReconcilePlan.of(List.of(wanted), host(found(1, running())), Set.of(), Set.of(wanted.id()), NOW))
                .isEmpty();
    }

    @Test
    void aDeletedNodeIsRemovedWithEverythingOfIt() {
        WantedNode wanted = that(Desired.DELETED, 1, null);
        assertThat(plan(wanted, host(found(1, running()))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.Remove.class,
                        remove -> assertThat(remove.units()).containsExactly(unit(1)));
    }

    @Test
    void nothingIsPlannedForWhatIsInFlightOrOnAHostThatWasNotSeen() {
        WantedNode wanted = that(Desired.RUNNING, 1, null);
        assertThat(ReconcilePlan.of(List.of(wanted), host(), Set.of(wanted.id()), Set.of(), NOW))
                .isEmpty();
        assertThat(plan(wanted, Map.of())).isEmpty();
    }

    @Test
    void aUnitThatAnsweredAndHasNotForLongIsRestartedAndOneThatIsBrieflySilentIsNot() {
        var shortly = seen(false, false, 0, NOW.minusSeconds(5));
        assertThat(plan(that(Desired.RUNNING, 1, shortly), host(found(1, running()))))
                .isEmpty();
        var long_ = seen(false, false, 0, NOW.minus(HungUnit.PATIENCE));
        assertThat(plan(that(Desired.RUNNING, 1, long_), host(found(1, running()))))
                .singleElement()
                .isInstanceOf(Action.Restart.class);
    }

    private static List<Action.OfWanted> plan(WantedNode wanted, Map<HostId, HostObservation> hosts) {
        return ReconcilePlan.of(List.of(wanted), hosts, Set.of(), Set.of(), NOW);
    }
}
