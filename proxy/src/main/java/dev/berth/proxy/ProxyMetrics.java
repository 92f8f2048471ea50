package dev.berth.proxy;

import dev.berth.contract.v1.FeedVersions;
import dev.berth.proxy.feed.FeedClient;
import dev.berth.proxy.feed.Freshness;
import dev.berth.proxy.meter.UsageShipper;
import dev.berth.proxy.relay.RelayMetrics;
import dev.berth.proxy.upstream.LiveTarget;
import dev.berth.proxy.upstream.Member;
import dev.berth.proxy.upstream.Members;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All that an operator's Prometheus reads of this proxy; docs/proxy.md lists it. */
final class ProxyMetrics implements AutoCloseable {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RelayMetrics relay = new RelayMetrics(registry);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final MultiGauge heads =
            nodes("berth_proxy_node_head", "Height of the newest block that a node was seen to have");
    private final MultiGauge inFlight = nodes("berth_proxy_node_calls", "Calls that a node has now");
    private final MultiGauge inUse = nodes("berth_proxy_node_in_use", "1: gets calls; 0: has been ejected");
    private @Nullable Members members;

    ProxyMetrics() {
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    MeterRegistry registry() {
        return registry;
    }

    RelayMetrics relay() {
        return relay;
    }

    void show(Members all) {
        members = all;
    }

    void show(Freshness freshness, FeedClient feed, UsageShipper shipper, InstantSource clock) {
        age("berth_proxy_feed_silence", "Since the control plane was last heard", freshness::heardAt, clock);
        age(
                "berth_proxy_usage_unacknowledged",
                "Age of the oldest answer whose count the control plane may not have",
                shipper::acknowledgedUntil,
                clock);
        version("routing", feed, FeedVersions::getRouting);
        version("access", feed, FeedVersions::getAccess);
        version("denied", feed, FeedVersions::getDenied);
    }

    /** Everything in Prometheus' text format, as of now. */
    String scrape() {
        if (members != null) look(members);
        return registry.scrape();
    }

    private void look(Members all) {
        Set<String> names = new HashSet<>();
        List<Row<?>> ofHeads = new ArrayList<>();
        List<Row<?>> ofCalls = new ArrayList<>();
        List<Row<?>> ofUse = new ArrayList<>();
        for (LiveTarget target : all.live()) {
            for (Member member : target.members()) {
                if (!names.add(member.name())) continue; // a node that two targets have
                Tags tags = Tags.of("network", target.target().network().name(), "node", member.name());
                if (member.head().height() != Member.NO_HEAD)
                    ofHeads.add(Row.of(tags, member.head().height()));
                ofCalls.add(Row.of(tags, member.inFlight()));
                ofUse.add(Row.of(tags, member.unusable().isEmpty() ? 1 : 0));
            }
        }
        heads.register(ofHeads, true);
        inFlight.register(ofCalls, true);
        inUse.register(ofUse, true);
        relay.keepOnly(names);
    }

    private MultiGauge nodes(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void age(String name, String description, Supplier<Instant> since, InstantSource clock) {
        Gauge.builder(name, () -> Duration.between(since.get(), clock.instant()).toMillis() / MILLIS_PER_SECOND)
                .description(description)
                .baseUnit("seconds")
                .register(registry);
    }

    private void version(String table, FeedClient feed, ToDoubleFunction<FeedVersions> of) {
        Gauge.builder("berth_proxy_feed_applied_version", () -> of.applyAsDouble(feed.applied()))
                .description("Version of a table that is in force here")
                .tag("table", table)
                .register(registry);
        Gauge.builder("berth_proxy_feed_newest_version", () -> of.applyAsDouble(feed.newest()))
                .description("Version of a table that the control plane has, as it last said")
                .tag("table", table)
                .register(registry);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
