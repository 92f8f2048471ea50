package dev.berth.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where nodes may run; null: anywhere. */
final class PlacementOptions {
    @Option(names = "--region", description = "Where it may run")
    private @Nullable String region;

    @Option(names = "--zone", description = "On hosts of this zone only")
    private @Nullable String zone;

    @Option(names = "--provider", description = "On hosts of this provider only")
    private @Nullable String provider;

    @Option(names = "--arch", description = "On hosts of this architecture only: amd64 or arm64")
    private @Nullable String arch;

    @Option(names = "--disk", paramLabel = "CLASS", description = "On disks that are at least hdd, ssd or nvme")
    private @Nullable String disk;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "On hosts with this label; repeatable")
    private @Nullable Map<String, String> labels;

    @Option(names = "--host", description = "On this host only")
    private @Nullable String host;

    /** Adds the constraints to what is asked for, if there are any. */
    void putInto(ObjectNode body) {
        ObjectNode constraints = JsonNodeFactory.instance.objectNode();
        put(constraints, "region", region);
        put(constraints, "zone", zone);
        put(constraints, "provider", provider);
        put(constraints, "arch", arch);
        put(constraints, "diskClass", disk);
        put(constraints, "host", host);
        if (labels != null) labels.forEach(constraints.putObject("labels")::put);
        if (!constraints.isEmpty()) body.set("constraints", constraints);
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) body.put(name, value);
    }
}
