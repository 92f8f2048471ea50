package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.RESERVATION;
import static dev.berth.migrations.schema.Tables.RESERVED_PORT;
import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.placement.Resources;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Leases as stored, with what each holds. */
public final class Leases {
    private Leases() {}

    public static Optional<Lease> find(DSLContext tx, Scope scope, LeaseId id) {
        return fetch(tx, LEASE.LEASE_ID.eq(id.value()).and(scope.includes(LEASE.TENANT_ID)), Integer.MAX_VALUE).stream()
                .findFirst();
    }

    /** Which leases are wanted. */
    public enum Filter {
        ALL,
        OPEN;

        Condition condition() {
            return this == OPEN ? LEASE.ENDED_AT.isNull() : noCondition();
        }
    }

    /** At most {@code limit} leases that are older than {@code before}, the newest first. */
    public static List<Lease> before(DSLContext tx, Scope scope, Filter filter, Optional<LeaseId> before, int limit) {
        Condition older = before.map(id -> LEASE.LEASE_ID.lt(id.value())).orElse(noCondition());
        return fetch(tx, scope.includes(LEASE.TENANT_ID).and(older).and(filter.condition()), limit);
    }

    /** The open lease of a node, if it has one. */
    public static Optional<Lease> open(DSLContext tx, NodeId node) {
        return fetch(tx, LEASE.NODE_ID.eq(node.value()).and(LEASE.ENDED_AT.isNull()), 1).stream()
                .findFirst();
    }

    /** The open or, failing that, the last lease of each node that ever had one. */
    public static Map<NodeId, Lease> latest(DSLContext tx, Collection<NodeId> nodes) {
        var latest = new HashMap<NodeId, Lease>();
        for (Lease lease : fetch(tx, LEASE.NODE_ID.eq(any(NodeId.array(nodes))), Integer.MAX_VALUE))
            latest.putIfAbsent(lease.node(), lease);
        return latest;
    }

    /** Those that have not ended, by their nodes. */
    public static Map<NodeId, Lease> open(DSLContext tx) {
        return byNode(fetch(tx, LEASE.ENDED_AT.isNull(), Integer.MAX_VALUE));
    }

    /** Those of these nodes that have not ended, by their nodes. */
    public static Map<NodeId, Lease> open(DSLContext tx, Collection<NodeId> nodes) {
        Condition open = LEASE.NODE_ID.eq(any(NodeId.array(nodes))).and(LEASE.ENDED_AT.isNull());
        return byNode(fetch(tx, open, Integer.MAX_VALUE));
    }

    private static Map<NodeId, Lease> byNode(List<Lease> leases) {
        return leases.stream().collect(Collectors.toMap(Lease::node, Function.identity()));
    }

    /** Leases that something may be due for: those that are prepaid, or that notice was given of. */
    static List<Lease> toKeep(DSLContext tx) {
        return fetch(
                tx,
                LEASE.ENDED_AT
                        .isNull()
                        .and(LEASE.FUNDING.eq(Funding.PREPAID.text()).or(LEASE.NOTICE_ENDS_AT.isNotNull())),
                Integer.MAX_VALUE);
    }

    /** As {@link #find}; nobody else changes it before this transaction ends. */
    public static Optional<Lease> lock(DSLContext tx, Scope scope, LeaseId id) {
        tx.select(LEASE.LEASE_ID)
                .from(LEASE)
                .where(LEASE.LEASE_ID.eq(id.value()))
                .forNoKeyUpdate()
                .fetch();
        return find(tx, scope, id);
    }

    static void move(DSLContext tx, LeaseId id, LeaseState.Open state) {
        Optional<LeaseState.Notice> notice = state.notice();
        tx.update(LEASE)
                .set(LEASE.NOTICE_ENDS_AT, notice.map(LeaseState.Notice::endsAt).orElse(null))
                .set(LEASE.NOTICE_REASON, notice.map(LeaseState.Notice::reason).orElse(null))
                .set(LEASE.GRACE_ENDS_AT, state instanceof LeaseState.Grace grace ? grace.endsAt() : null)
                .where(LEASE.LEASE_ID.eq(id.value()))
                .execute();
    }

    /** Says that the lease ends as soon as nothing of its node is left. */
    static void ending(DSLContext tx, LeaseId id, LeaseState.Cause cause) {
        tx.update(LEASE)
                .set(LEASE.ENDING, cause.name())
                .where(LEASE.LEASE_ID.eq(id.value()))
                .execute();
    }

    static LeaseId insert(
            DSLContext tx,
            RequestId request,
            TenantId tenant,
            NodeId node,
            HostId host,
            Terms terms,
            List<LeasedPort> ports) {
        UUID id = insert(tx, request, tenant, node, host, terms.rate(), terms.agreement());
        reserve(tx, id, tenant, host, terms.resources(), (int)
                ports.stream().map(LeasedPort::number).distinct().count());
        for (LeasedPort port : ports)
            tx.insertInto(RESERVED_PORT)
                    .set(RESERVED_PORT.HOST_ID, host.value())
                    .set(RESERVED_PORT.IP, port.ip())
                    .set(RESERVED_PORT.PROTOCOL, port.transport().column())
                    .set(RESERVED_PORT.PORT, port.number())
                    .set(RESERVED_PORT.LEASE_ID, id)
                    .set(RESERVED_PORT.UNIT, port.unit())
                    .set(RESERVED_PORT.PORT_NAME, port.port())
                    .execute();
        return new LeaseId(id);
    }

    /** A lease of the disk alone that an ended one held, for nothing. */
    static LeaseId insertOfData(DSLContext tx, Lease ended) {
        var free = new Lease.Rate(ended.rate().currency(), BigDecimal.ZERO, 0);
        UUID id = insert(tx, ended.request(), ended.tenant(), ended.node(), ended.host(), free, Agreement.USUAL);
        var disk = new Resources(0, 0, ended.held().diskBytes(), 0);
        reserve(tx, id, ended.tenant(), ended.host(), disk, 0);
        return new LeaseId(id);
    }

    private static UUID insert(
            DSLContext tx,
            RequestId request,
            TenantId tenant,
            NodeId node,
            HostId host,
            Lease.Rate rate,
            Agreement agreement) {
        return tx.insertInto(LEASE)
                .set(LEASE.REQUEST_ID, request.value())
                .set(LEASE.TENANT_ID, tenant.value())
                .set(LEASE.NODE_ID, node.value())
                .set(LEASE.HOST_ID, host.value())
                .set(LEASE.CURRENCY, rate.currency())
                .set(LEASE.RATE_PER_HOUR, rate.perHour())
                .set(LEASE.PLATFORM_FEE_BPS, rate.platformFeeBps())
                .set(LEASE.FUNDING, agreement.funding().text())
                .set(LEASE.NOTICE_SECONDS, agreement.noticeSeconds())
                .set(LEASE.GRACE_SECONDS, agreement.graceSeconds())
                .returning(LEASE.LEASE_ID)
                .fetchSingle(LEASE.LEASE_ID);
    }

    private static void reserve(
            DSLContext tx, UUID lease, TenantId tenant, HostId host, Resources resources, int ports) {
        tx.insertInto(RESERVATION)
                .set(RESERVATION.LEASE_ID, lease)
                .set(RESERVATION.HOST_ID, host.value())
                .set(RESERVATION.TENANT_ID, tenant.value())
                .set(RESERVATION.CPU_MILLIS, resources.cpuMillis())
                .set(RESERVATION.MEMORY_BYTES, resources.memoryBytes())
                .set(RESERVATION.DISK_BYTES, resources.diskBytes())
                .set(RESERVATION.GPU, resources.gpu())
                .set(RESERVATION.PORTS, ports)
                .execute();
    }

    private static List<Lease> fetch(DSLContext tx, Condition condition, int limit) {
        var rows = tx.select(LEASE.fields())
                .select(
                        HOST.NAME,
                        RESERVATION.CPU_MILLIS,
                        RESERVATION.MEMORY_BYTES,
                        RESERVATION.DISK_BYTES,
                        RESERVATION.GPU)
                .select(RESERVED_SUBNET.SUBNET)
                .from(LEASE)
                .join(HOST)
                .on(HOST.HOST_ID.eq(LEASE.HOST_ID))
                .join(NODE)
                .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                .leftJoin(RESERVATION)
                .on(RESERVATION.LEASE_ID.eq(LEASE.LEASE_ID))
                .leftJoin(RESERVED_SUBNET)
                .on(RESERVED_SUBNET.HOST_ID.eq(LEASE.HOST_ID))
                .and(RESERVED_SUBNET.OWNER_ID.in(NODE.NODE_ID, coalesce(NODE.POOL_ID, NODE.NODE_ID)))
                .and(LEASE.ENDED_AT.isNull())
                .where(condition)
                .orderBy(LEASE.LEASE_ID.desc())
                .limit(limit)
                .fetch();
        Map<UUID, List<LeasedPort>> ports = ports(tx, rows.getValues(LEASE.LEASE_ID));
        return rows.map(row -> lease(row, ports.getOrDefault(row.get(LEASE.LEASE_ID), List.of())));
    }

    private static Map<UUID, List<LeasedPort>> ports(DSLContext tx, List<UUID> leases) {
        var ports = new HashMap<UUID, List<LeasedPort>>();
        tx.selectFrom(RESERVED_PORT)
                .where(RESERVED_PORT.LEASE_ID.eq(any(leases.toArray(UUID[]::new))))
                .orderBy(RESERVED_PORT.PORT, RESERVED_PORT.PROTOCOL)
                .forEach(row -> ports.computeIfAbsent(row.getLeaseId(), _ -> new ArrayList<>())
                        .add(new LeasedPort(
                                row.getUnit(),
                                row.getPortName(),
                                row.getIp(),
                                LeasedPort.Transport.of(row.getProtocol()),
                                row.getPort())));
        return ports;
    }

    private static LeaseState state(Record row) {
        Instant endedAt = row.get(LEASE.ENDED_AT);
        if (endedAt != null)
            return new LeaseState.Ended(
                    endedAt, LeaseState.Cause.valueOf(row.get(LEASE.CLOSE_CODE)), row.get(LEASE.CLOSE_REASON));
        Instant noticeEndsAt = row.get(LEASE.NOTICE_ENDS_AT);
        Optional<LeaseState.Notice> notice = noticeEndsAt == null
                ? Optional.empty()
                : Optional.of(new LeaseState.Notice(noticeEndsAt, row.get(LEASE.NOTICE_REASON)));
        Instant graceEndsAt = row.get(LEASE.GRACE_ENDS_AT);
        if (graceEndsAt != null) return new LeaseState.Grace(graceEndsAt, notice);
        return notice.<LeaseState>map(given -> given).orElseGet(LeaseState.Active::new);
    }

    private static Lease lease(Record row, List<LeasedPort> ports) {
        Resources held = row.get(RESERVATION.CPU_MILLIS) == null
                ? Resources.NONE
                : new Resources(
                        row.get(RESERVATION.CPU_MILLIS),
                        row.get(RESERVATION.MEMORY_BYTES),
                        row.get(RESERVATION.DISK_BYTES),
                        row.get(RESERVATION.GPU));
        return new Lease(
                new LeaseId(row.get(LEASE.LEASE_ID)),
                new RequestId(row.get(LEASE.REQUEST_ID)),
                new TenantId(row.get(LEASE.TENANT_ID)),
                new NodeId(row.get(LEASE.NODE_ID)),
                new HostId(row.get(LEASE.HOST_ID)),
                row.get(HOST.NAME),
                state(row),
                Optional.ofNullable(row.get(LEASE.ENDING)).map(LeaseState.Cause::valueOf),
                new Lease.Rate(row.get(LEASE.CURRENCY), row.get(LEASE.RATE_PER_HOUR), row.get(LEASE.PLATFORM_FEE_BPS)),
                new Agreement(
                        Funding.of(row.get(LEASE.FUNDING)),
                        row.get(LEASE.NOTICE_SECONDS),
                        row.get(LEASE.GRACE_SECONDS)),
                row.get(LEASE.STARTED_AT),
                held,
                ports,
                Optional.ofNullable(row.get(RESERVED_SUBNET.SUBNET)));
    }
}
