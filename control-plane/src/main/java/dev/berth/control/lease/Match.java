package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.LEASE;
import static dev.berth.migrations.schema.Tables.NODE;
import static org.jooq.impl.DSL.count;

import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.HostId;
import dev.berth.control.ledger.Escrows;
import dev.berth.control.placement.HostRoom;
import dev.berth.control.placement.Placement;
import dev.berth.control.placement.PlacementRequest;
import dev.berth.control.pool.PoolId;
import dev.berth.control.spread.NetworkSpread;
import dev.berth.control.template.Size;
import dev.berth.control.template.Template;
import dev.berth.control.tenant.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Finds a place for terms, and makes the lease; both within a transaction of {@link Placements}. */
public final class Match {
    private Match() {}

    /** Asks every host; writes nothing. {@code trusted}: the node's tenant may run where nothing isolates. */
    public static Place find(
            DSLContext tx, HostRooms rooms, Terms terms, Template template, boolean trusted, Optional<PoolId> pool) {
        return find(tx, rooms.all(tx), terms, template, trusted, pool);
    }

    /** As {@link #find}, on the host of a lease of data only, which it is to follow: what that one holds is free for it. */
    public static Place findInPlaceOf(
            DSLContext tx, HostRooms rooms, Lease data, Terms terms, Template template, boolean trusted) {
        List<HostRoom> freed = rooms.all(tx).stream()
                .map(room -> room.id().equals(data.host()) ? room.with(data.held()) : room)
                .toList();
        return find(tx, freed, terms.on(data.host()), template, trusted, Optional.empty());
    }

    private static Place find(
            DSLContext tx,
            List<HostRoom> rooms,
            Terms terms,
            Template template,
            boolean trusted,
            Optional<PoolId> pool) {
        Size size = template.sizes().get(terms.size());
        if (size == null)
            throw new IllegalArgumentException("size: " + terms.size() + " (expected: one of "
                    + template.sizes().keySet() + ")");
        Optional<Map<HostId, Integer>> companions = pool.map(of -> hostsOf(tx, of));
        boolean together = template.sharesHost();
        var request = new PlacementRequest(
                terms.resources(),
                terms.constraints(),
                template.archs(),
                size.diskClass(),
                HostAddresses.portsNeeded(template),
                template.processEngine() == Template.ProcessEngine.NO || !trusted,
                companions,
                together ? companions.flatMap(hosts -> hosts.keySet().stream().findFirst()) : Optional.empty(),
                NetworkSpread.cap(tx, terms.network()));
        return switch (Placement.of(request, rooms)) {
            case Placement.Nowhere nowhere -> new Place.None(nowhere);
            case Placement.On(var host, var offers) -> on(tx, host, offers, template, pool.filter(_ -> together));
        };
    }

    private static Place on(
            DSLContext tx, HostId host, List<Placement.Offer> offers, Template template, Optional<PoolId> sharing) {
        Placement.Offer offer = offers.stream()
                .filter(made -> made.host().equals(host))
                .findFirst()
                .orElseThrow();
        Optional<List<LeasedPort>> ports = HostAddresses.choosePorts(tx, host, template);
        Optional<String> subnet = HostAddresses.chooseSubnet(tx, host, sharing.map(PoolId::value));
        if (ports.isPresent() && subnet.isPresent())
            return new Place.Found(host, offer.hostName(), offers, ports.get(), subnet.get());
        String lacking = ports.isEmpty() ? "no port is left" : "no subnet is left";
        return new Place.None(
                new Placement.Nowhere(List.of(new Placement.Offer(host, offer.hostName(), 0, Optional.of(lacking)))));
    }

    /** Writes offers and lease of a request that was approved; its reservation holds from now on. */
    public static LeaseId lease(
            DSLContext tx, Request request, Template template, Optional<PoolId> pool, Place.Found place, Actor actor) {
        Requests.offers(tx, request.id(), place.offers());
        LeaseId lease = Leases.insert(
                tx, request.id(), request.tenant(), request.node(), place.host(), request.terms(), place.ports());
        boolean together = template.sharesHost();
        UUID owner = pool.filter(_ -> together)
                .map(PoolId::value)
                .orElse(request.node().value());
        HostAddresses.hold(tx, place.host(), place.subnet(), owner);
        Leases.find(tx, new Scope.Everybody(), lease)
                .filter(Lease::prepaid)
                .ifPresent(prepaid -> Escrows.open(tx, prepaid, actor));
        Requests.move(tx, request.id(), Request.State.MATCHED, null);
        Events.record(
                tx,
                new NewEvent(
                        request.tenant(), actor, "lease.started", Subject.of("lease", lease), "its node got a place"));
        return lease;
    }

    /** How many nodes of the pool hold a place on each host. */
    private static Map<HostId, Integer> hostsOf(DSLContext tx, PoolId pool) {
        var hosts = new HashMap<HostId, Integer>();
        tx.select(LEASE.HOST_ID, count())
                .from(LEASE)
                .join(NODE)
                .on(NODE.NODE_ID.eq(LEASE.NODE_ID))
                .where(NODE.POOL_ID.eq(pool.value()), LEASE.ENDED_AT.isNull())
                .groupBy(LEASE.HOST_ID)
                .forEach(row -> hosts.put(new HostId(row.value1()), row.value2()));
        return hosts;
    }
}
