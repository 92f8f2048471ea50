package dev.berth.control.reconcile;

import static dev.berth.control.reconcile.WantedAnvil.NOW;
import static dev.berth.control.reconcile.WantedAnvil.found;
import static dev.berth.control.reconcile.WantedAnvil.killed;
import static dev.berth.control.reconcile.WantedAnvil.running;
import static dev.berth.control.reconcile.WantedAnvil.runningSince;
import static dev.berth.control.reconcile.WantedAnvil.seen;
import static dev.berth.control.reconcile.WantedAnvil.seenRunning;
import static dev.berth.control.reconcile.WantedAnvil.that;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.node.Node.Desired;
import dev.berth.control.node.UnitSeen;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticingTest {
    @Test
    void aUnitThatWasKilledIsAnUnexpectedEndWithItsSignalAndIsTriedAgainAtOnce() {
        var noticing = Noticing.of(
                that(Desired.RUNNING, 1, seen(true, true, 0, null), seenRunning(1)), List.of(found(1, killed())), NOW);
        assertThat(noticing.ends())
                .singleElement()
                .satisfies(end -> assertThat(end.how()).isEqualTo("was ended by signal 9"));
        assertThat(noticing.seen()).hasValueSatisfying(after -> {
            assertThat(after.ready()).isFalse();
            assertThat(after.nextTryAt()).isEqualTo(NOW);
            assertThat(after.attempts()).isEqualTo(1);
        });
    }

    @Test
    void aUnitThatKeepsEndingIsGivenUpWithTheReason() {
        var noticing = Noticing.of(
                that(Desired.RUNNING, 1, seen(false, false, ExitRule.MAX_ATTEMPTS, NOW), seenRunning(1)),
                List.of(found(1, killed())),
                NOW);
        assertThat(noticing.seen()).hasValueSatisfying(after -> {
            assertThat(after.failureCode()).isEqualTo("CRASH_LOOP");
            assertThat(after.failureReason()).contains("signal 9");
        });
    }

    @Test
    void aUnitThatIsKilledNowAndThenIsNotGivenUp() {
        var noticing = Noticing.of(
                that(Desired.RUNNING, 1, seen(true, true, ExitRule.MAX_ATTEMPTS, null), seenRunning(1)),
                List.of(found(1, killed())),
                NOW);
        assertThat(noticing.seen()).hasValueSatisfying(after -> {
            assertThat(after.failureCode()).isNull();
            assertThat(after.attempts()).as("it ran for 300 s").isEqualTo(1);
            assertThat(after.nextTryAt()).isEqualTo(NOW);
        });
    }

    @Test
    void aUnitThatWasRemovedBehindOurBackIsNoticed() {
        var noticing = Noticing.of(that(Desired.RUNNING, 1, seen(true, true, 0, null), seenRunning(1)), List.of(), NOW);
        assertThat(noticing.ends())
                .singleElement()
                .satisfies(end -> assertThat(end.how()).contains("behind our back"));
        assertThat(noticing.units())
                .singleElement()
                .satisfies(unit -> assertThat(unit.state()).isEqualTo(UnitSeen.State.ABSENT));
    }

    @Test
    void aUnitThatEndsBecauseItShouldIsNoSurprise() {
        var noticing = Noticing.of(
                that(Desired.STOPPED, 1, seen(true, true, 0, null), seenRunning(1)), List.of(found(1, killed())), NOW);
        assertThat(noticing.ends()).isEmpty();
    }

    @Test
    void aTimeThatTheDatabaseKeepsToTheMicrosecondIsTheSameTime() {
        Instant started = NOW.plusNanos(123_456_789);
        UnitSeen first = Noticing.of(
                        that(Desired.RUNNING, 1, seen(false, false, 0, null)),
                        List.of(found(1, runningSince(started))),
                        NOW)
                .units()
                .getFirst();
        assertThat(first.startedAt()).isEqualTo(started.truncatedTo(ChronoUnit.MICROS));
        assertThat(Noticing.of(
                                that(Desired.RUNNING, 1, seen(false, false, 0, null), first),
                                List.of(found(1, runningSince(started))),
                                NOW)
                        .units())
                .as("engines give nanoseconds")
                .isEmpty();
    }

    @Test
    void whatIsAsItWasIsNotWrittenAgain() {
        var noticing = Noticing.of(
                that(Desired.RUNNING, 1, seen(true, true, 0, null), seenRunning(1)), List.of(found(1, running())), NOW);
        assertThat(noticing.units()).isEmpty();
        assertThat(noticing.seen()).isEmpty();
    }
}
