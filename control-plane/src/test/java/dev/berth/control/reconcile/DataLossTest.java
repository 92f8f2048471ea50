package dev.berth.control.reconcile;

import static dev.berth.control.reconcile.WantedAnvil.NOW;
import static dev.berth.control.reconcile.WantedAnvil.found;
import static dev.berth.control.reconcile.WantedAnvil.running;
import static dev.berth.control.reconcile.WantedAnvil.seen;
import static dev.berth.control.reconcile.WantedAnvil.seenRunning;
import static dev.berth.control.reconcile.WantedAnvil.that;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.node.Node.Desired;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.template.UnitPlan;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.VolumeObservation;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataLossTest {
    private static final HostObservation WITHOUT_DATA =
            new HostObservation(NOW, List.of(found(1, running())), List.of(), List.of());

    @Test
    void aNodeThatHasRunAndHasNoVolumeHasLostItsData() {
        var node = that(Desired.RUNNING, 1, seen(true, true, 0, null), seenRunning(1));
        assertThat(DataLoss.of(node, WITHOUT_DATA, NOW)).hasValueSatisfying(lost -> {
            assertThat(lost.failureCode()).isEqualTo("DATA_LOST");
            assertThat(lost.ready()).isFalse();
            assertThat(lost.failureReason()).contains(volumeOf(node), "start the node");
        });
    }

    @Test
    void aVolumeThatIsThereIsNotLost() {
        var node = that(Desired.RUNNING, 1, seen(true, true, 0, null), seenRunning(1));
        var volume = node.plan().orElseThrow().units().stream()
                .flatMap(unit -> unit.volume().stream())
                .map(UnitPlan.Volume::name)
                .map(name ->
                        new VolumeObservation(name, new Labels("test", node.id().toString(), "node", 1, "op", 1)))
                .toList();
        assertThat(DataLoss.of(node, new HostObservation(NOW, List.of(), volume, List.of()), NOW))
                .isEmpty();
    }

    @Test
    void aNodeThatNeverRanHasNothingToLose() {
        assertThat(DataLoss.of(that(Desired.RUNNING, 1, null), WITHOUT_DATA, NOW))
                .isEmpty();
    }

    @Test
    void whoStartsANodeAgainThatLostItsDataMeansItToBeginAnew() {
        var node = that(Desired.RUNNING, 1, seen(true, true, 0, null), seenRunning(1));
        NodeSeen lost = DataLoss.of(node, WITHOUT_DATA, NOW).orElseThrow();
        assertThat(DataLoss.of(that(Desired.RUNNING, 2, lost, seenRunning(1)), WITHOUT_DATA, NOW))
                .isEmpty();
    }

    @Test
    void aNodeThatIsToStopOrGoIsNotToldOf() {
        for (var desired : List.of(Desired.STOPPED, Desired.DELETED))
            assertThat(DataLoss.of(that(desired, 1, seen(true, true, 0, null), seenRunning(1)), WITHOUT_DATA, NOW))
                    .isEmpty();
    }

    private static String volumeOf(WantedNode node) {
        return node.plan().orElseThrow().units().stream()
                .flatMap(unit -> unit.volume().stream())
                .findFirst()
                .orElseThrow()
                .name()
                .text();
    }
}
