package dev.berth.control.node;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.event.Actor;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.lease.Request;
import dev.berth.control.lease.Requests;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeNodeTest {
    private static final Actor ME = new Actor("key:me");

    private final PlatformInTest platform = new PlatformInTest();
    private final ChangeNode change =
            new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), () -> {});
    private Scope mine;
    private NodeId node;

    @BeforeEach
    void create() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        TenantId tenant = platform.tenant("acme", false, "automatic", 10);
        mine = new Scope.OneTenant(tenant);
        node = ((CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, "mine", "anvil", Map.of())))
                .node()
                .id();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aStopEndsTheCreationThatIsUnderWay() {
        assertThat(change.stop(mine, node, ME)).isInstanceOf(ChangeNode.Outcome.Accepted.class);
        assertThat(operations()).containsExactly("create-node cancelled", "stop-node running");
        assertThat(change.stop(mine, node, ME))
                .isEqualTo(new ChangeNode.Outcome.Refused("ALREADY_STOPPED", "the node is stopped"));
    }

    @Test
    void aStartAfterAStopAndARestartMakeANewGeneration() {
        assertThat(change.start(mine, node, ME)).isInstanceOf(ChangeNode.Outcome.Refused.class);
        change.stop(mine, node, ME);
        change.start(mine, node, ME);
        assertThat(stored().generation()).isEqualTo(2);
        change.restart(mine, node, ME);
        assertThat(stored().generation()).isEqualTo(3);
        assertThat(stored().desired()).isEqualTo(Node.Desired.RUNNING);
    }

    @Test
    void aNodeThatHasFailedMayBeStartedAgain() {
        var failed = new NodeSeen(
                1,
                false,
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                List.of(),
                null,
                null,
                false,
                "ARTIFACT_UNAVAILABLE",
                "apt-get install x",
                null,
                1,
                Instant.EPOCH);
        platform.database.doAsPlatform(tx -> Observations.save(tx, node, failed));
        assertThat(change.start(mine, node, ME)).isInstanceOf(ChangeNode.Outcome.Accepted.class);
        assertThat(stored().generation()).isEqualTo(2);
    }

    @Test
    void deletingTwiceIsOneOperation() {
        var first = change.delete(mine, node, ME);
        assertThat(first).isInstanceOf(ChangeNode.Outcome.Accepted.class);
        assertThat(change.delete(mine, node, ME)).isEqualTo(first);
        assertThat(operations()).containsExactly("create-node cancelled", "delete-node running");
        platform.database.doAsPlatform(tx -> Nodes.gone(tx, node));
        assertThat(change.delete(mine, node, ME)).isInstanceOf(ChangeNode.Outcome.NotFound.class);
    }

    @Test
    void anotherTenantsNodeIsNotThere() {
        var other = new Scope.OneTenant(platform.tenant("other", false, "automatic", 10));
        assertThat(change.stop(other, node, ME)).isInstanceOf(ChangeNode.Outcome.NotFound.class);
        assertThat(stored().desired()).isEqualTo(Node.Desired.RUNNING);
    }

    @Test
    void aTenantReadsItsOwnNodeWithWhatItHoldsAndNobodyElses() {
        var other = new Scope.OneTenant(platform.tenant("other", false, "automatic", 10));
        NodeOverview seen = mine.in(
                platform.database,
                tx -> new NodeOverviews(platform.templates)
                        .of(tx, Nodes.find(tx, mine, node).orElseThrow(), Instant.now()));
        assertThat(seen.state()).isInstanceOf(NodeState.Reserved.class);
        assertThat(seen.lease()).hasValueSatisfying(lease -> {
            assertThat(lease.ports()).hasSize(1);
            assertThat(lease.subnet()).isPresent();
            assertThat(lease.held().memoryBytes()).isEqualTo(GIB / 2);
        });
        List<Lease> mineToo =
                mine.in(platform.database, tx -> Leases.before(tx, mine, Leases.Filter.ALL, Optional.empty(), 10));
        assertThat(mineToo).hasSize(1);
        Scope everybody = new Scope.Everybody(); // the query's own condition is left out: row-level security holds
        List<Lease> theirs = other.in(
                platform.database, tx -> Leases.before(tx, everybody, Leases.Filter.ALL, Optional.empty(), 10));
        assertThat(theirs).isEmpty();
        List<Request> requests =
                other.in(platform.database, tx -> Requests.before(tx, everybody, null, Optional.empty(), 10));
        assertThat(requests).isEmpty();
    }

    private Node stored() {
        return platform.database.asPlatform(tx -> Nodes.find(tx, mine, node)).orElseThrow();
    }

    private List<String> operations() {
        return platform.database.asPlatform(tx -> tx.selectFrom(OPERATION)
                .orderBy(OPERATION.OPERATION_ID)
                .fetch(operation -> operation.getKind() + " " + operation.getState()));
    }
}
