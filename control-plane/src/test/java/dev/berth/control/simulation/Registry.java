package dev.berth.control.simulation;

import dev.berth.control.fleet.HostId;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.LeaseId;
import dev.berth.control.lease.LeaseState;
import dev.berth.control.lease.RequestId;
import dev.berth.control.lease.SimulatedLeaseSteps;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.DepositRule;
import dev.berth.control.ledger.Escrow;
import dev.berth.control.loss.Leavings;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.NodeSeen;
import dev.berth.control.placement.Constraints;
import dev.berth.control.placement.HostRoom;
import dev.berth.control.placement.Placement;
import dev.berth.control.placement.PlacementRequest;
import dev.berth.control.template.Size;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What the database has, and its transactions: to create a node with its place ({@code CreateNode}, {@code Match}), to do
 * what is due for leases ({@code KeepLeases}), to end one ({@code EndLease}). Whom to take and what is due is decided by
 * the real {@link Placement}, {@code LeaseStep} and {@link Escrow}; that rows exist once and reservations add up, which
 * constraints and a trigger see to, is done here by hand.
 */
final class Registry {
    private static final Lease.Rate RATE = new Lease.Rate("EUR", new BigDecimal("0.02"), 250);
    private static final Agreement PREPAID = new Agreement(Funding.PREPAID, 7_200, 86_400);

    final Map<HostId, SimulatedHost> hosts;
    final Map<NodeId, StoredNode> nodes = new LinkedHashMap<>();
    final Map<LeaseId, StoredNode> openLeases = new LinkedHashMap<>();
    final Money money = new Money();
    /** What nodes have left on hosts that were lost. */
    final List<Leavings.Left> leavings = new ArrayList<>();

    private final Flaw flaw;
    private long ids;
    private int leftHosts;

    Registry(Map<HostId, SimulatedHost> hosts, Flaw flaw) {
        this.hosts = hosts;
        this.flaw = flaw;
    }

    Collection<StoredNode> nodes() {
        return nodes.values();
    }

    SimulatedHost host(StoredNode node) {
        return Objects.requireNonNull(hosts.get(node.lease().host()));
    }

    UUID next() {
        return new UUID(0x4000, ++ids);
    }

    /** Why the node was not made; empty: it was. {@code companions} of a pool's member: how many are on each host. */
    Optional<String> create(
            String name,
            TenantId tenant,
            Funding funding,
            Chain chain,
            Optional<Node.Membership> membership,
            Optional<Map<HostId, Integer>> companions,
            Instant now) {
        if (lacksFunds(tenant, funding)) return Optional.of("no funds");
        return switch (find(chain, companions, now)) {
            case Placement.Nowhere nowhere -> Optional.of(nowhere.reasons().getFirst());
            case Placement.On(var host, var _) -> {
                Node node = new Node(
                        new NodeId(next()),
                        tenant,
                        name,
                        chain.network().name(),
                        chain.recipe().hash(),
                        chain.size(),
                        chain.parameters(),
                        membership,
                        Node.OnDrain.ASK,
                        Node.OnDataLoss.ASK,
                        Node.Desired.RUNNING,
                        1,
                        now,
                        Optional.empty());
                Lease lease = lease(node, chain, Objects.requireNonNull(hosts.get(host)), funding, now);
                var stored = new StoredNode(chain, node, lease);
                nodes.put(node.id(), stored);
                hold(stored);
                yield Optional.empty();
            }
        };
    }

    private boolean lacksFunds(TenantId tenant, Funding funding) {
        return funding == Funding.PREPAID
                && money.balance(tenant) < DepositRule.of(RATE.perHour()).least();
    }

    private Placement find(Chain chain, Optional<Map<HostId, Integer>> companions, Instant now) {
        Size size = size(chain);
        List<HostRoom> rooms =
                hosts.values().stream().map(host -> host.room(now)).toList();
        var request = new PlacementRequest(
                size.total(),
                Constraints.NONE,
                chain.recipe().template().archs(),
                size.diskClass(),
                SimulatedHost.PORTS_EACH,
                true,
                companions,
                Optional.empty(),
                Optional.empty());
        return Placement.of(request, rooms);
    }

    private static Size size(Chain chain) {
        return Objects.requireNonNull(chain.recipe().template().sizes().get(chain.size()));
    }

    private Lease lease(Node node, Chain chain, SimulatedHost host, Funding funding, Instant now) {
        return new Lease(
                new LeaseId(next()),
                new RequestId(next()),
                node.tenant(),
                node.id(),
                host.id,
                host.name,
                new LeaseState.Active(),
                Optional.empty(),
                RATE,
                funding == Funding.PREPAID ? PREPAID : Agreement.USUAL,
                now,
                size(chain).total(),
                List.of(),
                Optional.of("10.0.0.0/26"));
    }

    private void hold(StoredNode stored) {
        host(stored).reserve(stored.lease().held());
        openLeases.put(stored.lease().id(), stored);
        if (!stored.lease().prepaid()) return;
        TenantId tenant = stored.node().tenant();
        BigDecimal perHour = Amount.inBillionths(RATE.perHour());
        long deposit = Math.min(DepositRule.of(RATE.perHour()).full(), money.balance(tenant));
        stored.escrow = Escrow.opened(perHour, RATE.platformFeeBps(), deposit);
        money.deposit(tenant, deposit);
    }

    /** As {@code LeaveLostHosts}: nodes of tenants that were being made on hosts that are lost, and never answered. */
    void leaveLostHosts(Instant now, History history) {
        for (StoredNode node : List.copyOf(openLeases.values())) {
            if (!isBeingMade(node) || host(node).lostSince(now).isEmpty()) continue;
            leavings.removeIf(left -> left.node().equals(node.node().id())
                    && left.host().equals(node.lease().host()));
            leavings.add(new Leavings.Left(
                    node.node().id(), node.lease().host(), node.node().generation()));
            giveBack(node, now);
            node.leave(new LeaseState.Ended(now, LeaseState.Cause.HOST_LOST, "lost"));
            leftHosts++;
            Optional<String> why = placeAgain(node, now);
            history.say(now, node.node().name() + " leaves its host " + why.orElse(""));
            why.ifPresent(reason -> node.save(
                    NodeSeen.givenUp(
                            node.node().generation(),
                            new NodeSeen.Condition("placed", false, reason),
                            "NO_CAPACITY",
                            now),
                    now));
        }
    }

    static boolean isBeingMade(StoredNode node) {
        return node.node().membership().isEmpty()
                && node.node().desired() == Node.Desired.RUNNING
                && !node.hasAnswered()
                && node.lease().state() instanceof LeaseState.Active
                && node.lease().ending().isEmpty()
                && node.seen().map(NodeSeen::failureCode).isEmpty();
    }

    /** Why a node without a place gets none; empty: it has one. */
    Optional<String> placeAgain(StoredNode node, Instant now) {
        Funding funding = node.lease().agreement().funding();
        if (lacksFunds(node.node().tenant(), funding)) return Optional.of("no funds");
        return switch (find(node.chain(), Optional.empty(), now)) {
            case Placement.Nowhere nowhere -> Optional.of(nowhere.reasons().getFirst());
            case Placement.On(var host, var _) -> {
                node.place(lease(node.node(), node.chain(), Objects.requireNonNull(hosts.get(host)), funding, now));
                hold(node);
                yield Optional.empty();
            }
        };
    }

    void delete(StoredNode node) {
        node.want(Node.Desired.DELETED, node.node().generation());
    }

    /** Gives back what a node holds, once, and forgets it. */
    void release(StoredNode node, Instant now) {
        nodes.remove(node.node().id());
        if (node.openLease().isEmpty() && flaw != Flaw.RELEASES_TWICE) return;
        giveBack(node, now);
        LeaseState.Cause cause = node.lease().ending().orElse(LeaseState.Cause.NODE_DELETED);
        node.move(new LeaseState.Ended(now, cause, cause.name()), node.lease().ending());
    }

    private void giveBack(StoredNode node, Instant now) {
        host(node).release(node.lease().held());
        openLeases.remove(node.lease().id());
        if (node.escrow == null) return;
        Escrow.Closing closing = node.escrow.close(node.served(now));
        money.pay(closing.out());
        money.refund(node.node().tenant(), closing.refund());
        node.escrow = null;
    }

    /** How often a node has left a host that was lost. */
    int leftHosts() {
        return leftHosts;
    }

    /** Does what is due for every prepaid lease. */
    void keepLeases(Instant now) {
        for (StoredNode node : openLeases.values()) {
            if (node.node().desired() == Node.Desired.DELETED) continue;
            if (node.lease().ending().isPresent()) delete(node);
            else if (node.escrow != null) keep(node, node.escrow, now);
        }
    }

    private void keep(StoredNode node, Escrow escrow, Instant now) {
        TenantId tenant = node.node().tenant();
        SimulatedLeaseSteps.take(
                (LeaseState.Open) node.lease().state(),
                escrow,
                node.served(now),
                money.balance(tenant),
                node.lease().agreement().graceSeconds(),
                now,
                new SimulatedLeaseSteps.Acts() {
                    @Override
                    public void topUp(long amount) {
                        money.deposit(tenant, amount);
                        node.escrow = escrow.topUp(amount, node.served(now));
                    }

                    @Override
                    public void move(LeaseState.Open state) {
                        node.move(state, Optional.empty());
                    }

                    @Override
                    public void end(LeaseState.Cause cause, String reason) {
                        node.move(node.lease().state(), Optional.of(cause));
                    }
                });
    }

    /** Platform and provider take what has accrued so far. */
    void withdraw(StoredNode node, Instant now) {
        if (node.escrow == null) return;
        Escrow.Withdrawal withdrawal = node.escrow.withdraw(node.served(now));
        money.pay(withdrawal.out());
        node.escrow = withdrawal.after();
    }
}
