package dev.berth.control.api;

import dev.berth.control.database.Database;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.Node;
import dev.berth.control.node.Nodes;
import dev.berth.control.template.Rendering;
import dev.berth.control.template.Template;
import dev.berth.control.template.Templates;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.UnitName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What units say, read from their hosts. */
final class LogRoutes {
    private static final int MOST_LINES = 10_000;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Database database;
    private final Templates templates;
    private final HostAgents hosts;

    LogRoutes(Database database, Templates templates, HostAgents hosts) {
        this.database = database;
        this.templates = templates;
        this.hosts = hosts;
    }

    /** Where a unit of the node is to be found now. */
    private record Place(HostAgent host, UnitName unit) {}

    void register(Routes routes) {
        routes.on("nodeLogs", this::logs);
    }

    private Reply logs(ApiCall call) {
        Node node = call.scope().in(database, tx -> NodeRoutes.find(tx, call));
        String unit = unit(node, call.textOrNull("unit"));
        Place place = place(node, unit)
                .orElseThrow(() -> Problem.conflict(
                                "no-logs", "There are no logs", "Nothing of node " + node.name() + " is on a host")
                        .exception());
        int tail = call.number("tail");
        boolean follow = call.flag("follow");
        return new Reply.Stream(
                "text/plain; charset=utf-8", sink -> write(call, unit, place, new Output(sink), tail, follow));
    }

    /** Writes what there is; when following, goes on with the next generation of the unit once this one ends. */
    private void write(ApiCall call, String unit, Place first, Output output, int tail, boolean follow)
            throws IOException, InterruptedException {
        Optional<Place> place = Optional.of(first);
        var query = new LogQuery(Optional.empty(), tail, follow);
        while (place.isPresent()) {
            output.copy(place.get(), query);
            if (!follow) return;
            output.rest();
            query = new LogQuery(Optional.of(output.last()), MOST_LINES, true);
            place = here(call).flatMap(node -> place(node, unit));
        }
    }

    private Optional<Node> here(ApiCall call) {
        String name = call.text("node");
        return call.scope()
                .in(database, tx -> Nodes.find(tx, call.scope(), name))
                .filter(node -> node.goneAt().isEmpty());
    }

    private String unit(Node node, @Nullable String wanted) {
        Template template = database.asPlatform(
                tx -> templates.required(tx, node.template()).template());
        List<String> units = List.copyOf(template.units().keySet());
        if (wanted == null) return units.getFirst();
        if (!units.contains(wanted))
            throw Problem.invalid(List.of(FieldError.of(
                            "query:unit", wanted + " (expected: one of " + String.join(", ", units) + ")")))
                    .exception();
        return wanted;
    }

    private Optional<Place> place(Node node, String unit) {
        var name = new UnitName(Rendering.shortName(node.id()), unit, node.generation());
        return database.asPlatform(tx -> Leases.open(tx, node.id()))
                .map(Lease::host)
                .flatMap(hosts::find)
                .map(host -> new Place(host, name));
    }

    /** Lines on their way to a client that may leave. */
    private static final class Output {
        private final Reply.Sink sink;
        private @Nullable IOException broken;
        private Instant last = Instant.now();

        Output(Reply.Sink sink) {
            this.sink = sink;
        }

        void copy(Place place, LogQuery query) throws IOException, InterruptedException {
            try {
                sink.await(() -> place.host().logs(place.unit(), query, this::line));
            } catch (EngineUnavailable e) {
                sink.write("(the host's engine does not answer: " + e.getMessage() + ")\n");
            }
            if (broken != null) throw broken;
        }

        private boolean line(Optional<Instant> at, String text) {
            last = at.orElseGet(Instant::now);
            try {
                sink.write(text + "\n");
                return true;
            } catch (IOException e) {
                broken = e;
                return false;
            }
        }

        void rest() throws IOException, InterruptedException {
            sink.rest(LOOK_AGAIN);
        }

        Instant last() {
            return last;
        }
    }
}
