package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.enrolment.HostCertificates;
import dev.berth.control.enrolment.IssueJoinToken;
import dev.berth.control.enrolment.JoinHost;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.HostLoads;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.fleet.Reach;
import dev.berth.control.link.HostLinks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Hosts, for operators. */
final class HostRoutes {
    private final Database database;
    private final HostAgents agents;
    private final Optional<IssueJoinToken> joinTokens;
    private final HostLinks links;
    private final Runnable nudge;

    HostRoutes(
            Database database,
            HostAgents agents,
            Optional<IssueJoinToken> joinTokens,
            HostLinks links,
            Runnable nudge) {
        this.database = database;
        this.agents = agents;
        this.joinTokens = joinTokens;
        this.links = links;
        this.nudge = nudge;
    }

    /** What an operator does to a host. */
    private interface Change {
        void make(DSLContext tx, HostId host);
    }

    void register(Routes routes) {
        routes.on("listHosts", this::list)
                .on("enrolHost", this::enrol)
                .on("revokeHost", this::revoke)
                .on("showHost", call -> Reply.ok(database.asPlatform(tx -> view(tx, find(tx, call)))))
                .on(
                        "cordonHost",
                        call -> change(call, "host.cordoned", (tx, id) -> Hosts.admit(tx, id, Host.State.CORDONED)))
                .on(
                        "uncordonHost",
                        call -> change(call, "host.uncordoned", (tx, id) -> Hosts.admit(tx, id, Host.State.ACTIVE)))
                .on("stopHostUnits", call -> change(call, "host.stop-wanted", (tx, id) -> Hosts.power(tx, id, false)))
                .on("startHostUnits", call -> change(call, "host.start-wanted", (tx, id) -> Hosts.power(tx, id, true)));
    }

    private Reply list(ApiCall call) {
        String after = call.cursor();
        return Reply.ok(database.asPlatform(tx -> {
            Map<HostId, HostLoads.Load> loads = HostLoads.all(tx);
            Map<HostId, Instant> certified = HostCertificates.until(tx);
            Instant now = Database.now(tx);
            List<Host> found = Hosts.all(tx).stream()
                    .filter(host -> after == null || host.name().compareTo(after) > 0)
                    .limit(call.limit() + 1L)
                    .toList();
            return Page.of(
                    found,
                    call.limit(),
                    host -> view(
                            host,
                            loads.getOrDefault(host.id(), HostLoads.Load.NONE),
                            Optional.ofNullable(certified.get(host.id())),
                            now),
                    Host::name);
        }));
    }

    private Reply change(ApiCall call, String kind, Change change) {
        ObjectNode view = database.asPlatform(tx -> {
            Host host = find(tx, call);
            change.make(tx, host.id());
            Events.record(
                    tx, new NewEvent(null, call.caller().actor(), kind, Subject.of("host", host.id()), host.name()));
            return view(tx, find(tx, call));
        });
        nudge.run();
        return Reply.ok(view);
    }

    private static Host find(DSLContext tx, ApiCall call) {
        String name = call.text("host");
        Optional<Host> found =
                View.isId(name) ? Hosts.find(tx, new HostId(UUID.fromString(name))) : Hosts.named(tx, name);
        return found.orElseThrow(() -> Problem.notFound("host", name).exception());
    }

    /** Not remembered under an Idempotency-Key: the token is said once, and only its hash is kept. */
    private Reply enrol(ApiCall call) {
        String name = call.body().get("name").asText();
        var issue = joinTokens.orElseThrow(() -> Problem.conflict(
                        "no-agent-port",
                        "Agents cannot dial",
                        "This control plane has no port for agents: start it with BERTH_AGENT_LISTEN")
                .exception());
        Duration life = Duration.ofSeconds(call.body().path("expiresInSeconds").asLong(3600));
        return switch (database.<IssueJoinToken.Outcome>asPlatform(
                tx -> issue.run(tx, name, life, call.caller().actor()))) {
            case IssueJoinToken.Outcome.IsInProcess _ ->
                throw Problem.conflict(
                                "host-in-process",
                                "The host is this control plane's own",
                                "Host " + name + " is run by the control plane itself; choose another name")
                        .exception();
            case IssueJoinToken.Outcome.Issued(var token, Instant expiresAt) ->
                Reply.created(View.object()
                        .put("name", name)
                        .put("token", token.text())
                        .put("expiresAt", expiresAt.toString()));
        };
    }

    private Reply revoke(ApiCall call) {
        ObjectNode view = database.asPlatform(tx -> {
            Host host = find(tx, call);
            int revoked = JoinHost.revoke(tx, host.id());
            Events.record(
                    tx,
                    new NewEvent(
                            null,
                            call.caller().actor(),
                            "host.revoked",
                            Subject.of("host", host.id()),
                            host.name() + ": certificates in force: " + revoked));
            return view(tx, host);
        });
        links.end(HostId.parse(view.get("id").asText()), "the host's certificates are revoked");
        nudge.run();
        return Reply.ok(view);
    }

    private ObjectNode view(DSLContext tx, Host host) {
        return view(
                host,
                HostLoads.all(tx).getOrDefault(host.id(), HostLoads.Load.NONE),
                Optional.ofNullable(HostCertificates.until(tx).get(host.id())),
                Database.now(tx));
    }

    private ObjectNode view(Host host, HostLoads.Load load, Optional<Instant> certifiedUntil, Instant now) {
        ObjectNode view = View.object()
                .put("id", host.id().toString())
                .put("name", host.name())
                .put("engine", host.engine())
                .put("arch", host.architecture())
                .put("region", host.region())
                .put("zone", host.zone())
                .put("provider", host.provider())
                .put("diskClass", host.diskClass())
                .put("state", host.state().name().toLowerCase(Locale.ROOT))
                .put("wantedPower", host.powered() ? "running" : "stopped");
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
        return Reach.of(agents.isSilent(host.id()), host.heardAt(), now);
    }

    private static ObjectNode view(Host.Share share) {
        return View.object()
                .put("cpuMillis", share.cpuMillis())
                .put("memoryBytes", share.memoryBytes())
                .put("diskBytes", share.diskBytes())
                .put("gpu", share.gpu());
    }
}
