package dev.berth.control.lease;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.APPROVAL;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.event.Actor;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecideRequestTest {
    private static final Scope EVERYBODY = new Scope.Everybody();
    private static final Actor ANNA = new Actor("key:anna");

    private final PlatformInTest platform = new PlatformInTest();
    private final DecideRequest decide = new DecideRequest(platform.database, platform.templates, () -> {});
    private Node node;
    private Request request;

    @BeforeEach
    void ask() {
        TenantId tenant = platform.tenant("acme", false, "person", 10);
        node = ((CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, "mine", "anvil", Map.of())))
                .node();
        request = platform.database
                .asPlatform(tx -> Requests.before(tx, EVERYBODY, Request.State.PENDING, Optional.empty(), 10))
                .getFirst();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aRequestWaitsForAPersonWhoseApprovalMakesTheLease() {
        assertThat(state()).isInstanceOf(NodeState.Requested.class);
        assertThat(platform.count(LEASE)).isZero();
        platform.host("host-1", "docker", 4000, 8 * GIB);
        assertThat(decide.approve(request.id(), request.termsHash(), ANNA, "fine"))
                .isInstanceOfSatisfying(
                        DecideRequest.Outcome.Decided.class,
                        decided -> assertThat(decided.request().state()).isEqualTo(Request.State.MATCHED));
        assertThat(state()).isInstanceOf(NodeState.Reserved.class);
        var approvals = platform.database.asPlatform(tx -> Requests.approvals(tx, request.id()));
        assertThat(approvals)
                .singleElement()
                .satisfies(approval -> assertThat(approval.decidedBy()).isEqualTo("key:anna"));
        assertThat(decide.approve(request.id(), request.termsHash(), ANNA, "again"))
                .isInstanceOf(DecideRequest.Outcome.Refused.class);
        assertThat(platform.count(LEASE)).isEqualTo(1);
    }

    @Test
    void anApprovalOfOtherTermsIsRefused() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        assertThat(decide.approve(request.id(), "0".repeat(64), ANNA, ""))
                .isInstanceOfSatisfying(
                        DecideRequest.Outcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("TERMS_CHANGED"));
        assertThat(platform.count(APPROVAL)).isZero();
    }

    @Test
    void anApprovalThatNoHostHasRoomForLeavesTheRequestWaiting() {
        assertThat(decide.approve(request.id(), request.termsHash(), ANNA, ""))
                .isEqualTo(new DecideRequest.Outcome.Refused("NO_CAPACITY", List.of("no host is enrolled")));
        assertThat(platform.count(APPROVAL)).isZero();
        assertThat(state()).isInstanceOf(NodeState.Requested.class);
    }

    @Test
    void aRejectionEndsNodeAndOperationWithTheReason() {
        decide.reject(request.id(), request.termsHash(), ANNA, "too dear");
        assertThat(state()).isEqualTo(new NodeState.Deleted("too dear"));
        var operation =
                platform.database.asPlatform(tx -> tx.selectFrom(OPERATION).fetchSingle());
        assertThat(operation.getState()).isEqualTo("failed");
        assertThat(operation.getErrorReason()).isEqualTo("too dear");
    }

    @Test
    void aRequestThatNobodyDecidesExpires() {
        assertThat(decide.expire()).isZero();
        platform.database.doAsPlatform(
                tx -> tx.update(REQUEST).set(REQUEST.EXPIRES_AT, Instant.EPOCH).execute());
        assertThat(decide.expire()).isEqualTo(1);
        assertThat(state()).isEqualTo(new NodeState.Deleted("nobody decided in time"));
        assertThat(decide.approve(request.id(), request.termsHash(), ANNA, ""))
                .isInstanceOf(DecideRequest.Outcome.Refused.class);
    }

    private NodeState state() {
        return platform.database.asPlatform(tx -> new NodeOverviews(platform.templates)
                .of(tx, Nodes.find(tx, EVERYBODY, node.id()).orElseThrow(), Instant.now())
                .state());
    }
}
