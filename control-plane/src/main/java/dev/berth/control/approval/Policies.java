package dev.berth.control.approval;

import static dev.berth.migrations.schema.Tables.APPROVAL_POLICY;
import static dev.berth.migrations.schema.Tables.LEASE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import dev.berth.control.lease.Terms;
import dev.berth.control.tenant.Tenant;
import dev.berth.control.tenant.TenantId;
import dev.berth.migrations.schema.tables.records.ApprovalPolicyRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Policies as stored, and what they decide now. */
public final class Policies {
    private Policies() {}

    /** In the order in which they are looked at. */
    public static List<Policy> all(DSLContext tx) {
        return tx.selectFrom(APPROVAL_POLICY)
                .orderBy(APPROVAL_POLICY.POSITION, APPROVAL_POLICY.NAME)
                .fetch(Policies::policy);
    }

    public static Optional<Policy> find(DSLContext tx, String name) {
        return tx.selectFrom(APPROVAL_POLICY)
                .where(APPROVAL_POLICY.NAME.eq(name))
                .fetchOptional(Policies::policy);
    }

    /** What is decided about these terms now. The platform's own nodes are nobody's to ask for. */
    public static Verdict verdict(DSLContext tx, Tenant tenant, Terms terms) {
        List<Policy> policies = tenant.platform() ? List.of() : all(tx);
        if (policies.isEmpty())
            return Verdict.of(policies, Asked.of(tenant.id(), terms, BigDecimal.ZERO), tenant.approvalPolicy());
        BigDecimal leased = tx.select(coalesce(sum(LEASE.RATE_PER_HOUR), inline(BigDecimal.ZERO)))
                .from(LEASE)
                .where(LEASE.TENANT_ID.eq(tenant.id().value()), LEASE.ENDED_AT.isNull())
                .and(LEASE.CURRENCY.eq(terms.rate().currency()))
                .fetchSingle()
                .value1();
        return Verdict.of(policies, Asked.of(tenant.id(), terms, leased), tenant.approvalPolicy());
    }

    /** Writes a policy, in the place of the one of its name. */
    public static void set(DSLContext tx, Policy policy) {
        Map<Field<?>, Object> row = row(policy);
        tx.insertInto(APPROVAL_POLICY)
                .set(row)
                .onConflict(APPROVAL_POLICY.NAME)
                .doUpdate()
                .set(row)
                .execute();
    }

    private static Map<Field<?>, Object> row(Policy policy) {
        var row = new HashMap<Field<?>, Object>();
        row.put(APPROVAL_POLICY.NAME, policy.name());
        row.put(APPROVAL_POLICY.POSITION, policy.position());
        row.put(APPROVAL_POLICY.TENANT_ID, policy.tenant().map(TenantId::value).orElse(null));
        row.put(APPROVAL_POLICY.TEMPLATE, policy.template().orElse(null));
        row.put(APPROVAL_POLICY.SIZE, policy.size().orElse(null));
        Policy.Most most = policy.most();
        row.put(APPROVAL_POLICY.MAX_CPU_MILLIS, most.cpuMillis().orElse(null));
        row.put(APPROVAL_POLICY.MAX_MEMORY_BYTES, most.memoryBytes().orElse(null));
        row.put(APPROVAL_POLICY.MAX_DISK_BYTES, most.diskBytes().orElse(null));
        row.put(
                APPROVAL_POLICY.CURRENCY,
                most.spend().map(Policy.Spend::currency).orElse(null));
        row.put(
                APPROVAL_POLICY.MAX_PER_HOUR,
                most.spend().flatMap(Policy.Spend::perHour).orElse(null));
        row.put(
                APPROVAL_POLICY.MAX_TOTAL_PER_HOUR,
                most.spend().flatMap(Policy.Spend::totalPerHour).orElse(null));
        row.put(
                APPROVAL_POLICY.DECISION,
                switch (policy.decision()) {
                    case Policy.Decision.Approve _ -> "approve";
                    case Policy.Decision.Ask _ -> "ask";
                    case Policy.Decision.Refuse _ -> "refuse";
                });
        row.put(
                APPROVAL_POLICY.DECIDE_SECONDS,
                policy.decision() instanceof Policy.Decision.Ask ask
                        ? ask.within().toSeconds()
                        : null);
        row.put(APPROVAL_POLICY.REASON, policy.reason());
        row.put(APPROVAL_POLICY.CHANGED_BY, policy.changedBy());
        row.put(APPROVAL_POLICY.CHANGED_AT, policy.changedAt());
        return row;
    }

    /** Whether there was one of that name. */
    public static boolean remove(DSLContext tx, String name) {
        return tx.deleteFrom(APPROVAL_POLICY)
                        .where(APPROVAL_POLICY.NAME.eq(name))
                        .execute()
                == 1;
    }

    private static Policy policy(ApprovalPolicyRecord row) {
        return new Policy(
                row.getName(),
                row.getPosition(),
                Optional.ofNullable(row.getTenantId()).map(TenantId::new),
                Optional.ofNullable(row.getTemplate()),
                Optional.ofNullable(row.getSize()),
                new Policy.Most(
                        Optional.ofNullable(row.getMaxCpuMillis()),
                        Optional.ofNullable(row.getMaxMemoryBytes()),
                        Optional.ofNullable(row.getMaxDiskBytes()),
                        Optional.ofNullable(row.getCurrency())
                                .map(currency -> new Policy.Spend(
                                        currency,
                                        Optional.ofNullable(row.getMaxPerHour()),
                                        Optional.ofNullable(row.getMaxTotalPerHour())))),
                switch (row.getDecision()) {
                    case "approve" -> new Policy.Decision.Approve();
                    case "ask" -> new Policy.Decision.Ask(Duration.ofSeconds(row.getDecideSeconds()));
                    case "refuse" -> new Policy.Decision.Refuse();
                    default ->
                        throw new IllegalStateException(
                                "decision: " + row.getDecision() + " (expected: approve, ask or refuse)");
                },
                row.getReason(),
                row.getChangedBy(),
                row.getChangedAt());
    }
}
