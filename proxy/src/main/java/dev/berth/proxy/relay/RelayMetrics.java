package dev.berth.proxy.relay;

import dev.berth.contract.v1.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;

/** What the relay tells an operator's metrics. Labels come from the routing table, never from a caller's text. */
public final class RelayMetrics {
    private final MeterRegistry registry;
    private final Counter unknownKeys;
    private final ConcurrentHashMap<Items, Counter> items = new ConcurrentHashMap<>();

    private record Items(String network, Outcome outcome) {}

    public RelayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.unknownKeys = Counter.builder("berth_proxy_unknown_keys")
                .description("Requests without a valid key")
                .register(registry);
    }

    void countUnknownKey() {
        unknownKeys.increment();
    }

    void countItem(String network, Outcome outcome) {
        items.computeIfAbsent(new Items(network, outcome), this::counter).increment();
    }

    private Counter counter(Items items) {
        return Counter.builder("berth_proxy_items")
                .description("Items by outcome, as metered")
                .tag("network", items.network)
                .tag("outcome", items.outcome.name())
                .register(registry);
    }
}
