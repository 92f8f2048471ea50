package dev.berth.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much an endpoint, or a key within it, may be called over all proxies together; what is not given stays. */
final class AllowanceOptions {
    @Option(names = "--calls-per-second", paramLabel = "N", description = "0: unlimited")
    private @Nullable Integer callsPerSecond;

    @Option(names = "--burst", paramLabel = "N", description = "Calls that may come at once; 0: one second's worth")
    private @Nullable Integer burst;

    @Option(
            names = "--units-per-second",
            paramLabel = "N",
            description = "Compute units, as prices weigh methods; 0: unlimited")
    private @Nullable Integer unitsPerSecond;

    @Option(names = "--calls-per-day", paramLabel = "N", description = "From midnight to midnight, UTC; 0: unlimited")
    private @Nullable Long callsPerDay;

    @Option(names = "--units-per-day", paramLabel = "N", description = "Compute units of a day, UTC; 0: unlimited")
    private @Nullable Long unitsPerDay;

    ObjectNode in(ObjectNode body) {
        put(body, "callsPerSecond", callsPerSecond);
        put(body, "burst", burst);
        put(body, "unitsPerSecond", unitsPerSecond);
        put(body, "callsPerDay", callsPerDay);
        put(body, "unitsPerDay", unitsPerDay);
        return body;
    }

    private static void put(ObjectNode body, String name, @Nullable Number limit) {
        if (limit != null) {
            body.put(name, limit.longValue());
        }
    }
}
