package dev.berth.control.reconcile;

import static dev.berth.control.reconcile.WantedAnvil.NOW;
import static dev.berth.control.reconcile.WantedAnvil.found;
import static dev.berth.control.reconcile.WantedAnvil.killed;
import static dev.berth.control.reconcile.WantedAnvil.seen;
import static dev.berth.control.reconcile.WantedAnvil.that;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.node.Node.Desired;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.node.UnitSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is decided of a node goes by our own clock, and by that even when it has jumped back. */
class ClocksThatAreOffTest {
    private static final Duration FAR = Duration.ofHours(1);

    @Test
    void aUnitOfAHostThatIsAheadHasNotEndedBeforeItBegan() {
        var node =
                that(Desired.RUNNING, 1, seen(true, true, 0, null), runningFor(Duration.ofSeconds(20), NOW.plus(FAR)));
        NodeSeen after =
                Noticing.of(node, List.of(found(1, killed())), NOW).seen().orElseThrow();
        assertThat(after.attempts()).isOne();
        assertThat(after.failureCode()).isNull();
        assertThat(after.nextTryAt()).as("at once").isEqualTo(NOW);
    }

    @Test
    void aUnitThatBeganAMomentAgoIsNotHungBecauseItsHostSaysThatItBeganLongBefore() {
        NodeSeen silent = seen(false, false, 0, NOW.minusSeconds(20));
        var node = that(Desired.RUNNING, 1, silent, runningFor(Duration.ofSeconds(5), NOW.minus(FAR)));
        assertThat(HungUnit.of(node, NOW)).isEmpty();
        var other = that(Desired.RUNNING, 1, silent, runningFor(Duration.ofSeconds(60), NOW.plus(FAR)));
        assertThat(HungUnit.of(other, NOW))
                .as("though its host says the contrary")
                .isPresent();
    }

    @Test
    void noPauseIsLongerThanTheLongestThoughTheClockJumpedBackInIt() {
        Instant next = NOW.plusSeconds(30);
        assertThat(ExitRule.isYetToCome(next, NOW)).isTrue();
        assertThat(ExitRule.isYetToCome(next, NOW.minus(FAR))).isFalse();
        assertThat(ExitRule.isYetToCome(next, next)).isFalse();
    }

    @Test
    void whatHasBeenSoSinceATimeToComeHasBeenSoSinceNow() {
        NodeSeen before = seen(true, true, 0, null);
        Instant back = NOW.minus(FAR);
        var rule = that(Desired.RUNNING, 1, before).plan().orElseThrow().readiness();
        var probe = new ProbeResult(
                back, 1, Optional.of("silent"), null, null, null, null, Optional.empty(), Optional.empty());
        NodeSeen first = ReadinessRule.of(rule, Optional.of(before), probe, Optional.empty(), NOW.plus(FAR));
        NodeSeen after = ReadinessRule.of(rule, Optional.of(first), probe, Optional.empty(), back);
        assertThat(after.unmetSince()).isEqualTo(back);
        NodeSeen later = ReadinessRule.of(
                rule, Optional.of(after), probe, Optional.empty(), back.plus(ReadinessRule.LOST_AFTER));
        assertThat(later.ready()).isFalse();
    }

    /** By our clock; its host says that it began at {@code startedAt}. */
    private static UnitSeen runningFor(Duration seen, Instant startedAt) {
        return new UnitSeen(
                "node", 1, UnitSeen.State.RUNNING, Map.of(), null, false, startedAt, null, 1, null, NOW.minus(seen));
    }
}
