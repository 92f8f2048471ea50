package dev.berth.proxy.listen;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts what the proxy ended because of how its other side behaved. */
final class EndedConnections {
    private final Map<Why, Counter> counters = new EnumMap<>(Why.class);

    /** What was wrong. */
    enum Why {
        SLOW_SENDER,
        SLOW_READER,
        IDLE,
        CONTROL_FRAMES,
        UNREAD_ANSWERS
    }

    EndedConnections(MeterRegistry metrics) {
        for (Why why : Why.values())
            counters.put(
                    why,
                    Counter.builder("berth_proxy_connections_ended")
                            .description("Connections and streams of tenants that the proxy ended, by reason")
                            .tag("reason", why.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
    }

    void count(Why why) {
        Objects.requireNonNull(counters.get(why)).increment();
    }
}
