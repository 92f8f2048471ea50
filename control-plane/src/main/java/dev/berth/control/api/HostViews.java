package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.disk.Fill;
import dev.berth.control.disk.HostDisk;
import dev.berth.control.disk.HostDisks;
import dev.berth.control.drain.Drains;
import dev.berth.control.drain.Remaining;
import dev.berth.control.enrolment.HostCertificates;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.HostLoads;
import dev.berth.control.fleet.Portion;
import dev.berth.control.fleet.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/** Hosts as the API shows them. */
final class HostViews {
    private final HostAgents agents;
    private final Drains drains;

    HostViews(HostAgents agents, Drains drains) {
        this.agents = agents;
        this.drains = drains;
    }

    ObjectNode of(DSLContext tx, Host host) {
        return all(tx).apply(host);
    }

    /** A view of any host, from what is the same for all of them. */
    Function<Host, ObjectNode> all(DSLContext tx) {
        Map<HostId, HostLoads.Load> loads = HostLoads.all(tx);
        Map<HostId, Instant> certified = HostCertificates.until(tx);
        Map<HostId, HostDisk> disks = HostDisks.all(tx);
        Instant now = Database.now(tx);
        return host -> {
            ObjectNode view = view(
                    host,
                    loads.getOrDefault(host.id(), HostLoads.Load.NONE),
                    Optional.ofNullable(certified.get(host.id())),
                    now);
            view.set(
                    "disk",
                    Optional.ofNullable(disks.get(host.id()))
                            .map(HostViews::disk)
                            .orElse(null));
            view.set(
                    "drain",
                    host.closing()
                            .drain()
                            .map(drain -> drain(drain, drains.remaining(tx, host.id())))
                            .orElse(null));
            return view;
        };
    }

    private static ObjectNode disk(HostDisk disk) {
        ObjectNode view = disk.fill().map(Fill::numbers).orElseGet(View::object);
        return view.put("level", disk.level().text()).put("floorBytes", disk.floorBytes());
    }

    /** How far a drain has come. */
    static ObjectNode drain(Host.Drain drain, List<Remaining> remaining) {
        ObjectNode view = View.object()
                .put("since", drain.since().toString())
                .put("nodes", drain.nodes())
                .put("gone", Math.max(0, drain.nodes() - remaining.size()))
                .put("left", remaining.size())
                .put(
                        "needDecision",
                        remaining.stream()
                                .filter(node -> node.way().needsDecision())
                                .count())
                .put("emptyAt", View.time(drain.emptyAt().orElse(null)));
        var items = view.putArray("remaining");
        for (Remaining node : remaining) {
            ObjectNode item = items.addObject();
            item.set("node", View.named(node.node(), node.name()));
            item.set("tenant", View.named(node.tenant(), node.tenantName()));
            item.put("needsDecision", node.way().needsDecision())
                    .put("waitsFor", node.way().words())
                    .put("said", node.said().orElse(null));
        }
        return view;
    }

    private ObjectNode view(Host host, HostLoads.Load load, Optional<Instant> certifiedUntil, Instant now) {
        ObjectNode view = View.object()
                .put("id", host.id().toString())
                .put("name", host.name())
                .put("engine", host.engine())
                .put("arch", host.architecture())
                .put("region", host.place().region())
                .put("zone", host.place().zone())
                .put("provider", host.place().provider())
                .put("diskClass", host.diskClass())
                .put("state", host.state().name().toLowerCase(Locale.ROOT))
                .put("closed", host.closing().reason().orElse(null))
                .put("wantedPower", host.powered() ? "running" : "stopped");
        ObjectNode labels = view.putObject("labels");
        host.place().labels().forEach(labels::put);
        view.set("portion", view(host.portion()));
        view.set("observed", host.observed().map(HostViews::view).orElse(null));
        view.set("allocatable", view(host.allocatable()));
        view.set("reserved", view(host.reserved()));
        view.put("diskFreeBytes", host.diskFreeBytes().orElse(null))
                .put("observedAt", View.time(host.heardAt().orElse(null)))
                .put("unitsRunning", load.unitsRunning())
                .put("nodes", load.nodes());
        var findings = view.putArray("findings");
        for (Host.Finding finding : host.findings())
            findings.addObject()
                    .put("rule", finding.rule())
                    .put("verdict", finding.verdict())
                    .put("detail", finding.detail());
        view.put("agent", host.remote() ? "remote" : "in-process")
                .put("reach", reach(host, now).name().toLowerCase(Locale.ROOT))
                .put("certifiedUntil", View.time(certifiedUntil.orElse(null)))
                .put("clockSkewMs", host.clockSkew().map(Duration::toMillis).orElse(null));
        var disks = view.putArray("disks");
        for (Host.Disk disk : host.disks())
            disks.addObject()
                    .put("mount", disk.mount())
                    .put("type", disk.type().toLowerCase(Locale.ROOT))
                    .put("totalBytes", disk.totalBytes())
                    .put("freeBytes", disk.freeBytes());
        return view.put("enrolledAt", host.enrolledAt().toString());
    }

    private Reach reach(Host host, Instant now) {
        return Reach.of(host.isLost(), agents.isSilent(host.id()), host.heardAt(), now);
    }

    static ObjectNode view(Host.Share share) {
        return View.object()
                .put("cpuMillis", share.cpuMillis())
                .put("memoryBytes", share.memoryBytes())
                .put("diskBytes", share.diskBytes())
                .put("gpu", share.gpu());
    }

    private static ObjectNode view(Portion portion) {
        return View.object()
                .put("cpuPercent", portion.cpuPercent())
                .put("memoryPercent", portion.memoryPercent())
                .put("diskPercent", portion.diskPercent())
                .put("reserveCpuMillis", portion.reserveCpuMillis())
                .put("reserveMemoryBytes", portion.reserveMemoryBytes())
                .put("reserveDiskBytes", portion.reserveDiskBytes());
    }
}
