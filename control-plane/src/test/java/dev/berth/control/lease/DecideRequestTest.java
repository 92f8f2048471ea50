package dev.berth.control.lease;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.APPROVAL;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.OPERATION;
import static dev.berth.migrations.schema.Tables.REQUEST;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.approval.Policies;
import dev.berth.control.approval.Policy;
import dev.berth.control.event.Actor;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeOverviews;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.node.NodeState;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
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

    @Test
    void anApprovalOfAPriceThatHasChangedIsRefusedAndHoldsForTheNewTermsOnly() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        platform.database.doAsPlatform(
                tx -> tx.update(TENANT).set(TENANT.PLATFORM_FEE_BPS, 250).execute());
        assertThat(decide.approve(request.id(), request.termsHash(), ANNA, ""))
                .isInstanceOfSatisfying(DecideRequest.Outcome.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("TERMS_CHANGED");
                    assertThat(refused.reasons()).singleElement().asString().contains("fee 250 bps");
                });
        assertThat(platform.count(LEASE)).isZero();
        assertThat(decide.approve(request.id(), request.termsHash(), ANNA, ""))
                .as("the hash that was looked at")
                .isInstanceOf(DecideRequest.Outcome.Refused.class);
        String looked = now().termsHash();
        assertThat(decide.approve(request.id(), looked, ANNA, "")).isInstanceOf(DecideRequest.Outcome.Decided.class);
        assertThat(platform.database.<Integer>asPlatform(
                        tx -> tx.fetchSingle(LEASE).getPlatformFeeBps()))
                .isEqualTo(250);
    }

    @Test
    void aRequestThatAPolicyRefusesMeanwhileEndsWithItsReason() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        platform.database.doAsPlatform(tx -> Policies.set(tx, refusing()));
        assertThat(decide.approve(request.id(), request.termsHash(), ANNA, ""))
                .isEqualTo(
                        new DecideRequest.Outcome.Refused("REJECTED", List.of("policy no-anvil refuses it: sold out")));
        assertThat(now().state()).isEqualTo(Request.State.REJECTED);
        assertThat(state()).isEqualTo(new NodeState.Deleted("policy no-anvil refuses it: sold out"));
        assertThat(platform.count(LEASE)).isZero();
    }

    @Test
    void whoLooksAfterPendingRequestsEndsThoseThatAPolicyRefusesByNow() {
        assertThat(decide.expire()).isZero();
        platform.database.doAsPlatform(tx -> Policies.set(tx, refusing()));
        assertThat(decide.expire()).isEqualTo(1);
        assertThat(now().state()).isEqualTo(Request.State.REJECTED);
    }

    @Test
    void aRequestWhoseNodeIsDeletedIsWithdrawnAndCannotBeApproved() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), () -> {})
                .delete(EVERYBODY, node.id(), ANNA);
        assertThat(decide.approve(request.id(), request.termsHash(), ANNA, ""))
                .isInstanceOfSatisfying(
                        DecideRequest.Outcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("WITHDRAWN"));
        assertThat(now().state()).isEqualTo(Request.State.WITHDRAWN);
        assertThat(platform.count(LEASE)).isZero();
    }

    @Test
    void aPolicySaysHowLongAPersonHasAndWhy() {
        TenantId other = platform.tenant("globex", false, "automatic", 10);
        platform.database.doAsPlatform(tx -> Policies.set(tx, asking()));
        platform.host("host-1", "docker", 4000, 8 * GIB);
        platform.createNode.create(order(other, "theirs", "anvil", Map.of()));
        Request asked = platform.database
                .asPlatform(tx ->
                        Requests.before(tx, new Scope.OneTenant(other), Request.State.PENDING, Optional.empty(), 10))
                .getFirst();
        assertThat(asked.reason()).contains("policy look wants a person to decide");
        assertThat(Duration.between(asked.createdAt(), asked.expiresAt().orElseThrow()))
                .isEqualTo(Duration.ofHours(1));
        assertThat(decide.approve(asked.id(), asked.termsHash(), ANNA, ""))
                .isInstanceOf(DecideRequest.Outcome.Decided.class);
    }

    @Test
    void aPolicyThatRefusesLeavesNothingBehind() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        TenantId other = platform.tenant("globex", false, "automatic", 10);
        platform.database.doAsPlatform(tx -> Policies.set(tx, refusing()));
        int before = platform.count(REQUEST);
        assertThat(platform.createNode.create(order(other, "theirs", "anvil", Map.of())))
                .isEqualTo(new CreateNode.Outcome.Refused(
                        new NodeRefusal.NotAllowed("policy:no-anvil", "policy no-anvil refuses it: sold out")));
        assertThat(platform.count(REQUEST)).isEqualTo(before);
    }

    private static Policy refusing() {
        return policy("no-anvil", Optional.of("anvil"), new Policy.Decision.Refuse(), "sold out");
    }

    private static Policy asking() {
        return policy("look", Optional.empty(), new Policy.Decision.Ask(Duration.ofHours(1)), "");
    }

    private static Policy policy(String name, Optional<String> template, Policy.Decision decision, String reason) {
        var anything = new Policy.Most(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return new Policy(
                name,
                1,
                Optional.empty(),
                template,
                Optional.empty(),
                anything,
                decision,
                reason,
                "key:anna",
                Instant.EPOCH);
    }

    private Request now() {
        return platform.database.asPlatform(
                tx -> Requests.find(tx, EVERYBODY, request.id()).orElseThrow());
    }

    private NodeState state() {
        return platform.database.asPlatform(tx -> new NodeOverviews(platform.templates)
                .of(tx, Nodes.find(tx, EVERYBODY, node.id()).orElseThrow(), Instant.now())
                .state());
    }
}
