package dev.berth.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.UsageProblem;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an operator says of a host; null: it stays as it is. */
final class HostSettingsOptions {
    private static final long MIB = 1 << 20;

    @Option(names = "--region")
    private @Nullable String region;

    @Option(names = "--zone")
    private @Nullable String zone;

    @Option(names = "--provider")
    private @Nullable String provider;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "In place of all labels it has; repeatable")
    private @Nullable Map<String, String> labels;

    @Option(names = "--cpu-percent", paramLabel = "PERCENT", description = "Of its cores, for nodes; up to 1000")
    private @Nullable Integer cpuPercent;

    @Option(names = "--memory-percent", paramLabel = "PERCENT", description = "Of its memory, for nodes")
    private @Nullable Integer memoryPercent;

    @Option(names = "--disk-percent", paramLabel = "PERCENT", description = "Of its disk, for nodes")
    private @Nullable Integer diskPercent;

    @Option(names = "--reserve-cpu", paramLabel = "MILLIS", description = "Thousandths of a core less than that")
    private @Nullable Long reserveCpu;

    @Option(names = "--reserve-memory", paramLabel = "MIB", description = "MiB of memory less than that")
    private @Nullable Long reserveMemory;

    @Option(names = "--reserve-disk", paramLabel = "MIB", description = "MiB of disk less than that")
    private @Nullable Long reserveDisk;

    @Option(
            names = "--disk-floor",
            paramLabel = "MIB",
            description =
                    "With less left of its disk nodes are stopped; usual: 5 GiB, or a fiftieth where that is less")
    private @Nullable String diskFloor;

    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (region != null) body.put("region", region);
        if (zone != null) body.put("zone", zone);
        if (provider != null) body.put("provider", provider);
        if (labels != null) labels.forEach(body.putObject("labels")::put);
        ObjectNode portion = JsonNodeFactory.instance.objectNode();
        if (cpuPercent != null) portion.put("cpuPercent", cpuPercent);
        if (memoryPercent != null) portion.put("memoryPercent", memoryPercent);
        if (diskPercent != null) portion.put("diskPercent", diskPercent);
        if (reserveCpu != null) portion.put("reserveCpuMillis", reserveCpu);
        if (reserveMemory != null) portion.put("reserveMemoryBytes", reserveMemory * MIB);
        if (reserveDisk != null) portion.put("reserveDiskBytes", reserveDisk * MIB);
        if ("usual".equals(diskFloor)) body.putNull("diskFloorBytes");
        else if (diskFloor != null) body.put("diskFloorBytes", mebibytes(diskFloor));
        if (!portion.isEmpty()) body.set("portion", portion);
        return body;
    }

    private static long mebibytes(String text) {
        if (!text.matches("[0-9]{1,12}"))
            throw new UsageProblem("--disk-floor: " + text + " (expected: a number of MiB, or usual)");
        return Long.parseLong(text) * MIB;
    }
}
