package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.database.Database;
import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Leases;
import dev.berth.control.node.Node;
import dev.berth.control.placement.Resources;
import dev.berth.control.sample.DiskTrend;
import dev.berth.control.sample.NodeSample;
import dev.berth.control.sample.NodeSamples;
import dev.berth.control.sample.Stretch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What nodes use and where their chains are, now and lately. */
final class MetricRoutes {
    private final Database database;

    MetricRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("nodeMetrics", this::history);
    }

    private Reply history(ApiCall call) {
        return Reply.ok(call.scope().in(database, tx -> {
            Node node = NodeRoutes.find(tx, call);
            Instant now = Database.now(tx);
            Stretch stretch = stretch(call, now);
            ObjectNode view = View.object();
            view.set("node", View.named(node.id(), node.name()));
            view.set("now", now(tx, node));
            view.put("from", stretch.from().toString())
                    .put("to", stretch.to().toString())
                    .put("step", stretch.step().toSeconds());
            var samples = view.putArray("samples");
            NodeSamples.of(tx, node.id(), stretch, now).forEach(sample -> samples.add(view(sample)));
            return view;
        }));
    }

    private static Stretch stretch(ApiCall call, Instant now) {
        Optional<Duration> step =
                Optional.ofNullable(call.textOrNull("step")).map(Long::valueOf).map(Duration::ofSeconds);
        var asked = Stretch.of(
                Optional.ofNullable(call.timeOrNull("from")), Optional.ofNullable(call.timeOrNull("to")), step, now);
        return switch (asked) {
            case Stretch.Fits(var stretch) -> stretch;
            case Stretch.Wrong(String field, String reason) ->
                throw Problem.invalid(List.of(FieldError.of("query:" + field, reason)))
                        .exception();
        };
    }

    /** The newest sample of a node, beside what its lease holds; null when there is none of the last day. */
    static JsonNode now(DSLContext tx, Node node) {
        Optional<NodeSample> newest = NodeSamples.newest(tx, node.id());
        if (newest.isEmpty()) return NullNode.getInstance();
        Optional<Resources> held = Leases.open(tx, node.id()).map(Lease::held);
        Long disk = newest.get().diskBytes();
        Optional<DiskTrend> trend = disk == null
                ? Optional.empty()
                : held.flatMap(has -> NodeSamples.trend(tx, node.id(), disk, has.diskBytes()));
        ObjectNode view = view(newest.get());
        return view.put(
                        "heldCpuCores",
                        held.map(Resources::cpuMillis).map(MetricRoutes::cores).orElse(null))
                .put("heldMemoryBytes", held.map(Resources::memoryBytes).orElse(null))
                .put("heldDiskBytes", held.map(Resources::diskBytes).orElse(null))
                .put("diskGrowthBytesPerDay", trend.map(DiskTrend::bytesPerDay).orElse(null))
                .put(
                        "diskDaysLeft",
                        trend.filter(grows -> grows.daysLeft().isPresent())
                                .map(grows -> grows.daysLeft().getAsDouble())
                                .orElse(null));
    }

    private static ObjectNode view(NodeSample sample) {
        return View.object()
                .put("at", sample.at().toString())
                .put("cpuCores", cores(sample.cpuMillis()))
                .put("memoryBytes", sample.memoryBytes())
                .put("diskBytes", sample.diskBytes())
                .put("head", sample.head())
                .put("peers", sample.peers());
    }

    private static @Nullable BigDecimal cores(@Nullable Long millis) {
        return millis == null ? null : BigDecimal.valueOf(millis, 3);
    }
}
