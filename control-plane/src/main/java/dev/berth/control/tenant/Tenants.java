package dev.berth.control.tenant;

import static dev.berth.migrations.schema.Tables.TENANT;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.database.Keyset;
import dev.berth.control.database.NameOrId;
import dev.berth.migrations.schema.tables.records.TenantRecord;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Tenants as stored. */
public final class Tenants {
    private Tenants() {}

    public static TenantId platform(DSLContext tx) {
        return new TenantId(tx.select(TENANT.TENANT_ID)
                .from(TENANT)
                .where(TENANT.KIND.eq("platform"))
                .fetchSingle(TENANT.TENANT_ID));
    }

    /** The tenant with this name or id, if it is in {@code scope}. */
    public static Optional<Tenant> find(DSLContext tx, Scope scope, String nameOrId) {
        return tx.selectFrom(TENANT)
                .where(named(nameOrId))
                .and(scope.includes(TENANT.TENANT_ID))
                .fetchOptional(Tenants::tenant);
    }

    /** As {@link #find}; nobody else changes it before this transaction ends. */
    public static Optional<Tenant> lock(DSLContext tx, Scope scope, String nameOrId) {
        return tx.selectFrom(TENANT)
                .where(named(nameOrId))
                .and(scope.includes(TENANT.TENANT_ID))
                .forUpdate()
                .fetchOptional(Tenants::tenant);
    }

    /** At most {@code limit} tenants, newest first, older than {@code before}. */
    public static List<Tenant> list(DSLContext tx, @Nullable String named, @Nullable UUID before, int limit) {
        Condition wanted = named == null
                ? noCondition()
                : TENANT.NAME.containsIgnoreCase(named).or(TENANT.TITLE.containsIgnoreCase(named));
        return tx.selectFrom(TENANT)
                .where(Keyset.before(TENANT.TENANT_ID, before))
                .and(wanted)
                .orderBy(TENANT.TENANT_ID.desc())
                .limit(limit)
                .fetch(Tenants::tenant);
    }

    /** Names of these tenants by id. */
    public static Map<UUID, String> names(DSLContext tx, Collection<TenantId> tenants) {
        return tx.select(TENANT.TENANT_ID, TENANT.NAME)
                .from(TENANT)
                .where(TENANT.TENANT_ID.in(tenants.stream().map(TenantId::value).toList()))
                .fetchMap(TENANT.TENANT_ID, TENANT.NAME);
    }

    /** Adds a customer with the default quota; empty when the name is taken. */
    public static Optional<Tenant> add(
            DSLContext tx, String name, String title, boolean trusted, ApprovalPolicy approvalPolicy) {
        return tx.insertInto(TENANT)
                .set(TENANT.NAME, name)
                .set(TENANT.TITLE, title)
                .set(TENANT.TRUSTED, trusted)
                .set(TENANT.APPROVAL_POLICY, approvalPolicy.text())
                .onConflictDoNothing()
                .returning()
                .fetchOptional(Tenants::tenant);
    }

    public static void change(DSLContext tx, Tenant tenant) {
        tx.update(TENANT)
                .set(TENANT.TITLE, tenant.title())
                .set(TENANT.TRUSTED, tenant.trusted())
                .set(TENANT.APPROVAL_POLICY, tenant.approvalPolicy().text())
                .set(TENANT.FUNDING, tenant.agreement().funding().text())
                .set(TENANT.NOTICE_SECONDS, tenant.agreement().noticeSeconds())
                .set(TENANT.GRACE_SECONDS, tenant.agreement().graceSeconds())
                .set(TENANT.PLATFORM_FEE_BPS, tenant.platformFeeBps())
                .set(TENANT.QUOTA_NODES, tenant.quota().nodes())
                .set(TENANT.QUOTA_CPU_MILLIS, tenant.quota().cpuMillis())
                .set(TENANT.QUOTA_MEMORY_BYTES, tenant.quota().memoryBytes())
                .set(TENANT.QUOTA_DISK_BYTES, tenant.quota().diskBytes())
                .where(TENANT.TENANT_ID.eq(tenant.id().value()))
                .execute();
    }

    private static Condition named(String nameOrId) {
        return NameOrId.matches(nameOrId, TENANT.NAME, TENANT.TENANT_ID);
    }

    private static Tenant tenant(TenantRecord row) {
        return new Tenant(
                new TenantId(row.getTenantId()),
                row.getName(),
                row.getTitle(),
                row.getKind().equals("platform"),
                row.getTrusted(),
                new Quota(
                        row.getQuotaNodes(),
                        row.getQuotaCpuMillis(),
                        row.getQuotaMemoryBytes(),
                        row.getQuotaDiskBytes()),
                ApprovalPolicy.of(row.getApprovalPolicy()),
                new Agreement(Funding.of(row.getFunding()), row.getNoticeSeconds(), row.getGraceSeconds()),
                row.getPlatformFeeBps(),
                row.getCreatedAt());
    }
}
