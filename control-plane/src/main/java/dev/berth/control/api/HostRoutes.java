package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.disk.HostDisks;
import dev.berth.control.enrolment.IssueJoinToken;
import dev.berth.control.enrolment.JoinHost;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.HostPlace;
import dev.berth.control.fleet.Hosts;
import dev.berth.control.fleet.Portion;
import dev.berth.control.link.HostLinks;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/** Hosts, for operators. */
final class HostRoutes {
    private final Database database;
    private final HostViews views;
    private final Optional<IssueJoinToken> joinTokens;
    private final HostLinks links;
    private final Runnable nudge;

    HostRoutes(
            Database database, HostViews views, Optional<IssueJoinToken> joinTokens, HostLinks links, Runnable nudge) {
        this.database = database;
        this.views = views;
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
                .on("showHost", call -> Reply.ok(database.asPlatform(tx -> views.of(tx, find(tx, call)))))
                .on("changeHost", this::change)
                .on("cordonHost", call -> change(call, "host.cordoned", (tx, id) -> Hosts.cordon(tx, id, true)))
                .on("uncordonHost", call -> change(call, "host.uncordoned", (tx, id) -> Hosts.cordon(tx, id, false)))
                .on("stopHostUnits", call -> change(call, "host.stop-wanted", (tx, id) -> Hosts.power(tx, id, false)))
                .on("startHostUnits", call -> change(call, "host.start-wanted", (tx, id) -> Hosts.power(tx, id, true)));
    }

    private Reply list(ApiCall call) {
        String after = call.cursor();
        String named = call.textOrNull("named");
        return Reply.ok(database.asPlatform(tx -> {
            Function<Host, ObjectNode> view = views.all(tx);
            List<Host> found = Hosts.all(tx).stream()
                    .filter(host -> after == null || host.name().compareTo(after) > 0)
                    .filter(host -> named == null || host.name().contains(named))
                    .limit(call.limit() + 1L)
                    .toList();
            return Page.of(found, call.limit(), view, Host::name);
        }));
    }

    private Reply change(ApiCall call, String kind, Change change) {
        ObjectNode view = database.asPlatform(tx -> {
            Host host = find(tx, call);
            change.make(tx, host.id());
            Events.record(
                    tx, new NewEvent(null, call.caller().actor(), kind, Subject.of("host", host.id()), host.name()));
            return views.of(tx, find(tx, call));
        });
        nudge.run();
        return Reply.ok(view);
    }

    /** What is absent in the body stays as it is. */
    private Reply change(ApiCall call) {
        JsonNode body = call.body();
        return change(call, "host.changed", (tx, id) -> {
            Host host = Hosts.lock(tx, id).orElseThrow();
            if (body.has("portion")) Hosts.portion(tx, host, portion(host.portion(), body.get("portion")));
            if (body.has("diskFloorBytes"))
                HostDisks.floor(
                        tx,
                        id,
                        body.get("diskFloorBytes").isNull()
                                ? null
                                : body.get("diskFloorBytes").asLong());
            HostPlace place = host.place();
            boolean said = Stream.of("region", "zone", "provider", "labels").anyMatch(body::has);
            if (said)
                Hosts.place(
                        tx,
                        id,
                        new HostPlace(
                                body.path("region").asText(place.region()),
                                body.path("zone").asText(place.zone()),
                                body.path("provider").asText(place.provider()),
                                body.has("labels") ? labels(body.get("labels")) : place.labels(),
                                true));
        });
    }

    private static Portion portion(Portion now, JsonNode body) {
        return new Portion(
                body.path("cpuPercent").asInt(now.cpuPercent()),
                body.path("memoryPercent").asInt(now.memoryPercent()),
                body.path("diskPercent").asInt(now.diskPercent()),
                body.path("reserveCpuMillis").asLong(now.reserveCpuMillis()),
                body.path("reserveMemoryBytes").asLong(now.reserveMemoryBytes()),
                body.path("reserveDiskBytes").asLong(now.reserveDiskBytes()));
    }

    private static Map<String, String> labels(JsonNode labels) {
        var read = new HashMap<String, String>();
        labels.properties()
                .forEach(label -> read.put(label.getKey(), label.getValue().asText()));
        return read;
    }

    static Host find(DSLContext tx, ApiCall call) {
        return find(tx, call.text("host"));
    }

    static Host find(DSLContext tx, String name) {
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
            return views.of(tx, host);
        });
        links.end(HostId.parse(view.get("id").asText()), "the host's certificates are revoked");
        nudge.run();
        return Reply.ok(view);
    }
}
