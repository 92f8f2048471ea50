package dev.berth.control.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeOverview;
import dev.berth.control.node.NodeState;
import dev.berth.control.placement.Constraints;
import dev.berth.control.pool.Member.Standing;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.Template;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PoolPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final NodeState READY = new NodeState.Ready("all conditions are met", NOW);
    private static final NodeState SYNCING = new NodeState.Syncing("is behind");
    private static final NodeState STOPPED = new NodeState.Stopped("a stop was asked for");

    @Test
    void membersThatAreMissingAreMadeAtOnceUnderTheLowestFreeNumbers() {
        assertThat(plan(pool(3), member(2, READY)))
                .containsExactly(
                        new PoolPlan.Create("p-1", Node.PoolRole.MEMBER, ""),
                        new PoolPlan.Create("p-3", Node.PoolRole.MEMBER, ""));
    }

    @Test
    void whatIsLostIsReplacedElsewhereAndLeftAsItIs() {
        assertThat(plan(pool(3), member(1, READY), lost(2), lost(3)))
                .satisfiesExactly(
                        step -> assertThat(step).isInstanceOfSatisfying(PoolPlan.Create.class, create -> {
                            assertThat(create.name()).isEqualTo("p-4");
                            assertThat(create.why()).contains("in place of p-2, whose host is lost");
                        }),
                        step -> assertThat(step)
                                .isInstanceOfSatisfying(
                                        PoolPlan.Create.class,
                                        create -> assertThat(create.name()).isEqualTo("p-5")));
        assertThat(plan(pool(2), member(1, READY), lost(2), member(3, SYNCING))).isEmpty();
    }

    @Test
    void oneThatIsStoppedForAFullDiskIsReplacedElsewhereAndStaysUntilThereIsRoom() {
        var pressed = member(2, STOPPED, Standing.PRESSED, Node.Desired.RUNNING, 0);
        assertThat(plan(pool(2), member(1, READY), pressed))
                .containsExactly(new PoolPlan.Create(
                        "p-3",
                        Node.PoolRole.MEMBER,
                        "in place of p-2, which is stopped because its host's disk is full"));
        assertThat(plan(pool(2), member(1, READY), pressed, member(3, READY))).isEmpty();
        assertThat(plan(pool(2), member(1, READY), member(2, SYNCING), member(3, READY)))
                .as("there is room again")
                .containsExactly(remove(2));
    }

    @Test
    void whenALostOneComesBackTheOneThatServesNobodyGoes() {
        assertThat(plan(pool(2), member(1, READY), member(2, SYNCING), member(3, READY)))
                .containsExactly(remove(2));
        assertThat(plan(pool(2), member(1, READY), member(2, READY), member(3, SYNCING)))
                .containsExactly(remove(3));
        assertThat(plan(pool(2), member(1, READY), member(2, READY), member(3, READY)))
                .containsExactly(remove(3));
    }

    @Test
    void aDrainTakesOneMemberAtATimeOnceAnotherIsReadyInItsPlace() {
        var first = drained(1, READY);
        var second = drained(2, READY);
        assertThat(plan(pool(2), first, second))
                .singleElement()
                .isInstanceOfSatisfying(
                        PoolPlan.Create.class,
                        create -> assertThat(create.name()).isEqualTo("p-3"));
        assertThat(plan(pool(2), first, second, member(3, SYNCING)))
                .as("nobody goes before it is ready")
                .isEmpty();
        assertThat(plan(pool(2), first, second, member(3, READY)))
                .containsExactly(new PoolPlan.Remove(first.node().id(), "its host is being drained"));
        assertThat(plan(pool(2), leaving(1), second, member(3, READY)))
                .as("the next one waits until nothing is left of the first")
                .isEmpty();
        assertThat(plan(pool(2), second, member(3, READY)))
                .singleElement()
                .isInstanceOfSatisfying(
                        PoolPlan.Create.class,
                        create -> assertThat(create.name()).isEqualTo("p-1"));
        assertThat(plan(pool(2), second, member(3, READY), member(1, READY)))
                .containsExactly(new PoolPlan.Remove(second.node().id(), "its host is being drained"));
        assertThat(plan(pool(2), member(3, READY), member(1, READY))).isEmpty();
    }

    @Test
    void aDrainIsNotHeldUpByAMemberThatNobodyRuns() {
        assertThat(plan(pool(3), member(1, STOPPED), drained(2, READY), member(3, READY)))
                .singleElement()
                .isInstanceOf(PoolPlan.Create.class);
        assertThat(plan(pool(3), member(1, STOPPED), drained(2, READY), member(3, READY), member(4, READY)))
                .singleElement()
                .isInstanceOf(PoolPlan.Remove.class);
        assertThat(plan(pool(2), member(1, SYNCING), drained(2, READY), member(3, READY)))
                .as("two that serve would become one")
                .isEmpty();
    }

    @Test
    void aStoppedDrainLeavesNoOneTooMany() {
        assertThat(plan(pool(1), member(1, READY), member(2, SYNCING))).containsExactly(remove(2));
    }

    @Test
    void aRestartTakesMembersInTurnTheFirstLast() {
        Pool pool = pool(3, 1);
        assertThat(plan(pool, member(1, READY), member(2, READY), member(3, READY)))
                .containsExactly(new PoolPlan.Restart(id(3), 1));
        assertThat(plan(pool, member(1, READY), member(2, READY), restarted(3, SYNCING)))
                .isEmpty();
        assertThat(plan(pool, member(1, READY), member(2, READY), restarted(3, READY)))
                .containsExactly(new PoolPlan.Restart(id(2), 1));
        assertThat(plan(pool, member(1, SYNCING), member(2, READY), restarted(3, READY)))
                .as("one that serves nobody is first")
                .containsExactly(new PoolPlan.Restart(id(1), 1));
        assertThat(plan(pool, restarted(1, READY), restarted(2, READY), restarted(3, READY)))
                .isEmpty();
        assertThat(plan(pool(1, 1), member(1, READY)))
                .as("nobody can stand in for the only one")
                .containsExactly(new PoolPlan.Restart(id(1), 1));
    }

    @Test
    void aRestartWaitsForADrain() {
        assertThat(plan(pool(2, 1), drained(1, READY), member(2, READY)))
                .singleElement()
                .isInstanceOf(PoolPlan.Create.class);
    }

    @Test
    void aDeletedPoolLosesWhatIsOnLostHostsToo() {
        Pool pool = pool(0);
        assertThat(plan(pool, member(1, READY), lost(2))).hasSize(2);
    }

    private static List<PoolPlan> plan(Pool pool, Member... members) {
        return new ArrayList<>(PoolPlan.of(pool, List.of(members), NOW));
    }

    private static PoolPlan remove(int number) {
        return new PoolPlan.Remove(id(number), "its pool has enough members without it");
    }

    private static Pool pool(int size) {
        return pool(size, 0);
    }

    private static Pool pool(int size, int revision) {
        return new Pool(
                new PoolId(new UUID(0, 0)),
                "p",
                "litecoin-regtest",
                new TemplateHash("a".repeat(64)),
                Optional.empty(),
                "small",
                new Parameters(Map.of()),
                Constraints.NONE,
                Template.Replication.PEERS,
                size,
                revision,
                NOW.minus(Duration.ofDays(1)),
                Optional.empty());
    }

    private static Member member(int number, NodeState state) {
        return member(number, state, Standing.STAYS, Node.Desired.RUNNING, 0);
    }

    private static Member restarted(int number, NodeState state) {
        return member(number, state, Standing.STAYS, Node.Desired.RUNNING, 1);
    }

    private static Member drained(int number, NodeState state) {
        return member(number, state, Standing.DRAINED, Node.Desired.RUNNING, 0);
    }

    private static Member lost(int number) {
        return member(number, new NodeState.Lost("not heard"), Standing.LOST, Node.Desired.RUNNING, 0);
    }

    private static Member leaving(int number) {
        return member(
                number, new NodeState.Deleting("deletion was asked for"), Standing.DRAINED, Node.Desired.DELETED, 0);
    }

    private static Member member(int number, NodeState state, Standing standing, Node.Desired desired, int revision) {
        var node = new Node(
                id(number),
                new TenantId(new UUID(0, 1)),
                "p-" + number,
                "litecoin-regtest",
                new TemplateHash("a".repeat(64)),
                "small",
                new Parameters(Map.of()),
                Optional.of(new Node.Membership(new PoolId(new UUID(0, 0)), Node.PoolRole.MEMBER, revision)),
                Node.OnDrain.ASK,
                Node.OnDataLoss.ASK,
                desired,
                1,
                NOW.minus(Duration.ofHours(1)),
                Optional.empty());
        return new Member(
                new NodeOverview(node, state, Optional.empty(), List.of(), Optional.empty(), Optional.empty()),
                standing);
    }

    private static NodeId id(int number) {
        return new NodeId(UUID.nameUUIDFromBytes(("p-" + number).getBytes(StandardCharsets.UTF_8)));
    }
}
