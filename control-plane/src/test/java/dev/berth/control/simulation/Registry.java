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
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.placement.Constraints;
import dev.berth.control.placement.HostRoom;
import dev.berth.control.placement.Placement;
import dev.berth.control.placement.PlacementRequest;
import dev.berth.control.placement.Resources;
import dev.berth.control.template.Size;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
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
    private final Flaw flaw;
    private long ids;

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
        DepositRule deposit = DepositRule.of(RATE.perHour());
        if (funding == Funding.PREPAID && money.balance(tenant) < deposit.least()) return Optional.of("no funds");
        Size size = Objects.requireNonNull(chain.recipe().template().sizes().get(chain.size()));
        Resources need = size.total();
        List<HostRoom> rooms =
                hosts.values().stream().map(host -> host.room(now)).toList();
        var request = new PlacementRequest(
                need,
                Constraints.NONE,
                chain.recipe().template().archs(),
                size.diskClass(),
                SimulatedHost.PORTS_EACH,
                true,
                companions,
                Optional.empty(),
                Optional.empty());
        return switch (Placement.of(request, rooms)) {
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
                insert(node, chain, Objects.requireNonNull(hosts.get(host)), need, funding, now);
                yield Optional.empty();
            }
        };
    }

    private void insert(Node node, Chain chain, SimulatedHost host, Resources need, Funding funding, Instant now) {
        var lease = new Lease(
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
                need,
                List.of(),
                Optional.of("10.0.0.0/26"));
        var stored = new StoredNode(chain, node, lease);
        host.reserve(need);
        openLeases.put(lease.id(), stored);
        nodes.put(node.id(), stored);
        if (funding != Funding.PREPAID) return;
        BigDecimal perHour = Amount.inBillionths(RATE.perHour());
        long deposit = Math.min(DepositRule.of(RATE.perHour()).full(), money.balance(node.tenant()));
        stored.escrow = Escrow.opened(perHour, RATE.platformFeeBps(), deposit);
        money.deposit(node.tenant(), deposit);
    }

    void delete(StoredNode node) {
        node.want(Node.Desired.DELETED, node.node().generation());
    }

    /** Gives back what a node holds, once, and forgets it. */
    void release(StoredNode node, Instant now) {
        if (node.openLease().isEmpty() && flaw != Flaw.RELEASES_TWICE) return;
        host(node).release(node.lease().held());
        if (node.escrow != null) {
            Escrow.Closing closing = node.escrow.close(node.served(now));
            money.pay(closing.out());
            money.refund(node.node().tenant(), closing.refund());
        }
        LeaseState.Cause cause = node.lease().ending().orElse(LeaseState.Cause.NODE_DELETED);
        node.move(new LeaseState.Ended(now, cause, cause.name()), node.lease().ending());
        openLeases.remove(node.lease().id());
        nodes.remove(node.node().id());
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
