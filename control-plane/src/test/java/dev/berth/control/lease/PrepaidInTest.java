package dev.berth.control.lease;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.EVENT;
import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.LEDGER_ENTRY;
import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.ledger.Amount;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.ledger.Ledger;
import dev.berth.control.ledger.PayTenant;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.Node;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.Nodes;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jooq.Field;

/** A tenant that pays in advance, ten minutes of grace and an hour of notice agreed, and one host. An anvil costs 0.01 an hour. */
final class PrepaidInTest implements AutoCloseable {
    static final Scope EVERYBODY = new Scope.Everybody();
    static final Actor OPERATOR = new Actor("key:operator");
    static final long AN_HOUR = 10_000_000;

    final PlatformInTest platform = new PlatformInTest();
    final TenantId tenant = platform.tenant("acme", true, "automatic", 50);
    final KeepLeases keep = new KeepLeases(
            platform.database,
            new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), () -> {}),
            () -> {});
    final FundLease fund = new FundLease(platform.database, () -> {});
    final ReclaimLease reclaim = new ReclaimLease(platform.database);

    PrepaidInTest() {
        platform.host("host-1", "process", 64_000, 64 * GIB);
        platform.database.doAsPlatform(tx -> tx.update(TENANT)
                .set(TENANT.FUNDING, "prepaid")
                .set(TENANT.PLATFORM_FEE_BPS, 250)
                .set(TENANT.NOTICE_SECONDS, 3600L)
                .set(TENANT.GRACE_SECONDS, 600L)
                .where(TENANT.TENANT_ID.eq(tenant.value()))
                .execute());
    }

    void credit(String amount) {
        platform.database.doAsPlatform(
                tx -> PayTenant.credit(tx, tenant, "EUR", Amount.of(new BigDecimal(amount)), "invoice 1", OPERATOR));
    }

    CreateNode.Outcome create(String name) {
        return platform.createNode.create(order(tenant, name, "anvil", Map.of()));
    }

    Lease leased(String name) {
        var created = (CreateNode.Outcome.Accepted) create(name);
        return platform.database.asPlatform(
                tx -> Leases.open(tx, created.node().id()).orElseThrow());
    }

    /** As if the lease had begun so long ago, and its node had been ready since. */
    void serve(Lease lease, long seconds) {
        platform.database.doAsPlatform(tx -> {
            Instant from = Database.now(tx).minusSeconds(seconds);
            tx.update(LEASE)
                    .set(LEASE.STARTED_AT, from)
                    .where(LEASE.LEASE_ID.eq(lease.id().value()))
                    .execute();
            tx.deleteFrom(READY_INTERVAL)
                    .where(READY_INTERVAL.NODE_ID.eq(lease.node().value()))
                    .execute();
            tx.insertInto(READY_INTERVAL)
                    .set(READY_INTERVAL.NODE_ID, lease.node().value())
                    .set(READY_INTERVAL.TENANT_ID, tenant.value())
                    .set(READY_INTERVAL.FROM_TIME, from)
                    .set(READY_INTERVAL.TO_TIME, from.plusSeconds(seconds))
                    .set(READY_INTERVAL.LAST_SEEN, from.plusSeconds(seconds))
                    .execute();
        });
    }

    Lease now(Lease lease) {
        return platform.database.asPlatform(
                tx -> Leases.find(tx, EVERYBODY, lease.id()).orElseThrow());
    }

    Escrows.Held held(Lease lease) {
        return platform.database.asPlatform(tx -> Escrows.of(tx, now(lease)).orElseThrow());
    }

    long balance() {
        return platform.database.asPlatform(tx -> Ledger.balances(tx, tenant).getOrDefault("EUR", 0L));
    }

    Node node(NodeId id) {
        return platform.database.asPlatform(tx -> Nodes.find(tx, EVERYBODY, id).orElseThrow());
    }

    /** What has gone into an account, less what went out of it. */
    long account(String account) {
        return moved(LEDGER_ENTRY.TO_ACCOUNT, account) - moved(LEDGER_ENTRY.FROM_ACCOUNT, account);
    }

    private long moved(Field<String> side, String account) {
        return platform.database.asPlatform(tx -> tx.select(coalesce(sum(LEDGER_ENTRY.AMOUNT), inline(BigDecimal.ZERO)))
                .from(LEDGER_ENTRY)
                .where(side.eq(account))
                .fetchSingle()
                .value1()
                .longValueExact());
    }

    long reservedMemory() {
        return platform.database.asPlatform(
                tx -> tx.select(HOST.RESERVED_MEMORY_BYTES).from(HOST).fetchSingle(HOST.RESERVED_MEMORY_BYTES));
    }

    /** Reasons of events of a kind, the oldest first. */
    List<String> events(String kind) {
        return platform.database.asPlatform(tx -> tx.select(EVENT.REASON)
                .from(EVENT)
                .where(EVENT.KIND.eq(kind))
                .orderBy(EVENT.EVENT_ID)
                .fetch(EVENT.REASON));
    }

    @Override
    public void close() {
        platform.close();
    }
}
