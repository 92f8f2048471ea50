package dev.berth.control.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseId;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.lease.RequestId;
import dev.berth.control.placement.Resources;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeStateRuleTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID ID = new UUID(0, 1);

    @Test
    void aNodeWithAPlaceAndNothingSeenIsReserved() {
        assertThat(state(running(), List.of(), null, null)).isInstanceOf(NodeState.Reserved.class);
    }

    @Test
    void unitsOfAnEarlierGenerationDoNotCount() {
        assertThat(state(running(), List.of(unit(1, UnitSeen.State.RUNNING)), seen(1, true, true), null))
                .isInstanceOf(NodeState.Reserved.class);
    }

    @Test
    void itStartsThenSyncsThenIsReady() {
        List<UnitSeen> up = List.of(unit(2, UnitSeen.State.RUNNING));
        assertThat(state(running(), List.of(unit(2, UnitSeen.State.CREATED)), null, null))
                .isInstanceOf(NodeState.Creating.class);
        assertThat(state(running(), up, null, null)).isInstanceOf(NodeState.Starting.class);
        assertThat(state(running(), up, seen(2, false, false), null)).isInstanceOf(NodeState.Starting.class);
        assertThat(state(running(), up, seen(2, true, false), null))
                .isEqualTo(new NodeState.Syncing("headAge: 90 s, at most 60"));
        assertThat(state(running(), up, seen(2, true, true), NOW)).isInstanceOf(NodeState.Ready.class);
    }

    @Test
    void whatWasReadySinceItsUnitsStartedIsDegradedOtherwiseStarting() {
        List<UnitSeen> up = List.of(unit(2, UnitSeen.State.RUNNING));
        assertThat(state(running(), up, seen(2, false, false), NOW.minusSeconds(10)))
                .isInstanceOf(NodeState.Degraded.class);
        assertThat(state(running(), up, seen(2, false, false), NOW.minusSeconds(3600)))
                .as("ready before its units were started again")
                .isInstanceOf(NodeState.Starting.class);
    }

    @Test
    void aUnitThatEndedSaysHow() {
        assertThat(state(running(), List.of(unit(2, UnitSeen.State.EXITED)), null, null))
                .isEqualTo(new NodeState.Degraded("UNIT_EXITED", "node ended with code 137"));
    }

    @Test
    void whatIsGivenUpIsFailedUntilTheNextGeneration() {
        var failed = new NodeSeen(
                2,
                false,
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                null,
                false,
                "CRASH_LOOP",
                "ended 5 times",
                null,
                5,
                NOW);
        assertThat(state(running(), List.of(), failed, null))
                .isEqualTo(new NodeState.Failed("CRASH_LOOP", "ended 5 times"));
        assertThat(state(node(Node.Desired.RUNNING, 3), List.of(), failed, null))
                .isInstanceOf(NodeState.Reserved.class);
    }

    @Test
    void aStopIsUnderWayWhileAUnitRuns() {
        Node stopped = node(Node.Desired.STOPPED, 2);
        assertThat(state(stopped, List.of(unit(2, UnitSeen.State.RUNNING)), null, null))
                .isInstanceOf(NodeState.Stopping.class);
        assertThat(state(stopped, List.of(unit(2, UnitSeen.State.EXITED)), null, null))
                .isInstanceOf(NodeState.Stopped.class);
    }

    @Test
    void aHostThatIsLostHasLostItsNodes() {
        var up = List.of(unit(2, UnitSeen.State.RUNNING));
        assertThat(NodeStateRule.of(known(running(), up, seen(2, true, true), NOW, NOW.minusSeconds(601)), NOW))
                .isEqualTo(new NodeState.Lost("its host was not heard for 10 min"));
    }

    @Test
    void deletionAndWhatIsGoneComeFirst() {
        assertThat(state(node(Node.Desired.DELETED, 2), List.of(unit(2, UnitSeen.State.RUNNING)), null, null))
                .isInstanceOf(NodeState.Deleting.class);
    }

    private static NodeState state(
            Node node, List<UnitSeen> units, @Nullable NodeSeen seen, @Nullable Instant readyFrom) {
        return NodeStateRule.of(known(node, units, seen, readyFrom, null), NOW);
    }

    private static NodeStateRule.Known known(
            Node node,
            List<UnitSeen> units,
            @Nullable NodeSeen seen,
            @Nullable Instant readyFrom,
            @Nullable Instant lost) {
        var lease = new Lease(
                new LeaseId(ID),
                new RequestId(ID),
                new TenantId(ID),
                node.id(),
                new HostId(ID),
                "host-1",
                new LeaseState.Active(),
                Optional.empty(),
                new Lease.Rate("EUR", BigDecimal.ONE, 0),
                Agreement.USUAL,
                NOW,
                Resources.NONE,
                List.of(),
                Optional.empty());
        return new NodeStateRule.Known(
                node,
                Optional.empty(),
                Optional.of(lease),
                Optional.ofNullable(lost),
                Optional.empty(),
                1,
                units,
                Optional.ofNullable(seen),
                Optional.ofNullable(readyFrom));
    }

    private static Node running() {
        return node(Node.Desired.RUNNING, 2);
    }

    private static Node node(Node.Desired desired, int generation) {
        return new Node(
                new NodeId(ID),
                new TenantId(ID),
                "mine",
                "anvil",
                new TemplateHash("0".repeat(64)),
                "small",
                Parameters.NONE,
                Optional.empty(),
                Node.OnDrain.ASK,
                Node.OnDataLoss.ASK,
                desired,
                generation,
                NOW,
                Optional.empty());
    }

    private static UnitSeen unit(int generation, UnitSeen.State state) {
        return new UnitSeen(
                "node",
                generation,
                state,
                Map.of(),
                state == UnitSeen.State.EXITED ? 137 : null,
                false,
                NOW.minusSeconds(60),
                null,
                1,
                null,
                NOW);
    }

    private static NodeSeen seen(int generation, boolean answers, boolean ready) {
        var condition = new NodeSeen.Condition("headAge", ready, "90 s, at most 60");
        return new NodeSeen(
                generation,
                answers,
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                List.of(condition),
                null,
                null,
                ready,
                null,
                null,
                null,
                0,
                NOW);
    }
}
