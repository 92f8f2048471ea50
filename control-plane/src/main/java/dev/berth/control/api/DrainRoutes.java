package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.drain.DecommissionHost;
import dev.berth.control.drain.DrainHost;
import dev.berth.control.fleet.Host;
import dev.berth.control.fleet.HostId;
import dev.berth.control.link.HostLinks;

/** How hosts are emptied and taken out of the pool, for operators. */
final class DrainRoutes {
    private final Database database;
    private final HostViews views;
    private final DrainHost drainHost;
    private final DecommissionHost decommissionHost;
    private final HostLinks links;

    DrainRoutes(
            Database database,
            HostViews views,
            DrainHost drainHost,
            DecommissionHost decommissionHost,
            HostLinks links) {
        this.database = database;
        this.views = views;
        this.drainHost = drainHost;
        this.decommissionHost = decommissionHost;
        this.links = links;
    }

    void register(Routes routes) {
        routes.on(
                        "drainHost",
                        call -> answer(
                                call,
                                drainHost.start(host(call).id(), call.caller().actor())))
                .on(
                        "stopDrain",
                        call -> answer(
                                call,
                                drainHost.stop(host(call).id(), call.caller().actor())))
                .on("decommissionHost", this::decommission);
    }

    private Reply decommission(ApiCall call) {
        Host host = host(call);
        HostId id = host.id();
        boolean destroyed = call.body().path("destroyed").asBoolean();
        return switch (decommissionHost.run(
                id, destroyed, host.isLost(), call.caller().actor())) {
            case DecommissionHost.Outcome.Done _ -> {
                links.end(id, "the host is decommissioned");
                yield view(call);
            }
            case DecommissionHost.Outcome.NotFound _ ->
                throw Problem.notFound("host", call.text("host")).exception();
            case DecommissionHost.Outcome.Refused(var code, var reason) -> throw refused(code, reason);
        };
    }

    private Reply answer(ApiCall call, DrainHost.Outcome outcome) {
        return switch (outcome) {
            case DrainHost.Outcome.Done _ -> view(call);
            case DrainHost.Outcome.NotFound _ ->
                throw Problem.notFound("host", call.text("host")).exception();
            case DrainHost.Outcome.Refused(var code, var reason) -> throw refused(code, reason);
        };
    }

    private static ProblemException refused(String code, String reason) {
        return Problem.conflict(Refusals.word(code), "Not in this state", reason)
                .exception();
    }

    private Host host(ApiCall call) {
        return database.asPlatform(tx -> HostRoutes.find(tx, call));
    }

    private Reply view(ApiCall call) {
        return Reply.ok(database.asPlatform(tx -> views.of(tx, HostRoutes.find(tx, call))));
    }
}
