package dev.berth.host.agent;

import dev.berth.host.disk.Disk;
import dev.berth.host.engine.EngineFacts;
import dev.berth.host.engine.Finding;
import dev.berth.host.gpu.Gpu;
import java.util.List;

/**
 * What a host is and has. Capacity is the machine's, not what is free of reservations: that is the control plane's to know.
 *
 * @param disks the one that volumes are on first, and the agent's own where that is another
 */
public record HostReport(
        String architecture,
        int cpuMillis,
        long memoryBytes,
        long diskTotalBytes,
        long diskFreeBytes,
        EngineFacts engine,
        PortRange ports,
        String subnets,
        List<Finding> findings,
        List<Disk> disks,
        List<Gpu> gpus) {
    public HostReport {
        findings = List.copyOf(findings);
        disks = List.copyOf(disks);
        gpus = List.copyOf(gpus);
    }

    /** Host ports that may be leased, both ends included. */
    public record PortRange(int first, int last) {
        public PortRange {
            if (first < 1024 || last < first || last > 65535)
                throw new IllegalArgumentException(
                        "ports: " + first + "-" + last + " (expected: within 1024 to 65535)");
        }

        /** Reads {@code FIRST-LAST}. */
        public static PortRange parse(String text) {
            if (!text.matches("[0-9]{1,5}-[0-9]{1,5}"))
                throw new IllegalArgumentException(text + " (expected: like 20000-29999)");
            int hyphen = text.indexOf('-');
            return new PortRange(
                    Integer.parseInt(text.substring(0, hyphen)), Integer.parseInt(text.substring(hyphen + 1)));
        }
    }
}
