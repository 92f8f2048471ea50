package dev.berth.control.reconcile;

import static dev.berth.control.reconcile.WantedAnvil.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.node.NodeSeen;
import dev.berth.control.template.Readiness;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessRuleTest {
    private static final Readiness RULE = new Readiness(
            List.of(),
            new Readiness.Syncing(false, null),
            new Readiness.HeadAge(30, null),
            new Readiness.BehindReference(2, Readiness.Reference.POOL, null),
            new Readiness.Peers(null, "a devnet has none"),
            3);

    @Test
    void aNodeIsReadyOnceAllConditionsAreMetForLongEnough() {
        NodeSeen first = after(Optional.empty(), good(NOW), NOW);
        assertThat(first.ready()).isFalse();
        assertThat(after(Optional.of(first), good(NOW.plusSeconds(2)), NOW.plusSeconds(2))
                        .ready())
                .isFalse();
        assertThat(after(Optional.of(first), good(NOW.plusSeconds(3)), NOW.plusSeconds(3))
                        .ready())
                .isTrue();
    }

    @Test
    void oneLaggingProbeLosesNothingAndALastingLackDoes() {
        NodeSeen ready = ready();
        Instant later = NOW.plusSeconds(10);
        NodeSeen lagging = after(Optional.of(ready), silent(later), later);
        assertThat(lagging.ready()).isTrue();
        Instant muchLater = later.plus(ReadinessRule.LOST_AFTER);
        assertThat(after(Optional.of(lagging), silent(muchLater), muchLater).ready())
                .isFalse();
    }

    @Test
    void aNodeThatSaysItDoesNotSyncIsNotReadyWithAnOldHead() {
        var stale = new ProbeResult(
                NOW, 1, Optional.empty(), 10L, NOW.minusSeconds(31), false, null, Optional.empty(), Optional.empty());
        assertThat(after(Optional.empty(), stale, NOW).conditions())
                .filteredOn(condition -> !condition.met())
                .extracting(NodeSeen.Condition::condition)
                .containsExactly("head age");
    }

    @Test
    void aNodeFarBehindThePoolIsNotReadyHoweverWellItFeels() {
        NodeSeen behind = ReadinessRule.of(RULE, Optional.empty(), good(NOW), Optional.of(13L), NOW);
        assertThat(behind.conditions())
                .filteredOn(condition -> !condition.met())
                .extracting(NodeSeen.Condition::detail)
                .containsExactly("3 blocks (at most 2)");
    }

    @Test
    void aNodeWhoseClientsDoNotLetEachOtherInIsNotReadyAndSaysWhatToDo() {
        var refused = new ProbeResult(
                NOW, 1, Optional.empty(), 10L, NOW, false, null, Optional.empty(), Optional.of("restart the node"));
        assertThat(after(Optional.empty(), refused, NOW).conditions())
                .filteredOn(condition -> !condition.met())
                .containsExactly(new NodeSeen.Condition(NodeSeen.ENGINE_AUTH, false, "restart the node"));
    }

    private static NodeSeen ready() {
        NodeSeen first = after(Optional.empty(), good(NOW.minusSeconds(9)), NOW.minusSeconds(9));
        return after(Optional.of(first), good(NOW), NOW);
    }

    private static NodeSeen after(Optional<NodeSeen> before, ProbeResult probe, Instant now) {
        return ReadinessRule.of(RULE, before, probe, Optional.of(10L), now);
    }

    private static ProbeResult good(Instant at) {
        return new ProbeResult(at, 1, Optional.empty(), 10L, at, false, null, Optional.empty(), Optional.empty());
    }

    private static ProbeResult silent(Instant at) {
        return new ProbeResult(
                at, 1, Optional.of("no answer"), null, null, null, null, Optional.empty(), Optional.empty());
    }
}
