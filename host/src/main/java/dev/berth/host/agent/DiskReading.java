package dev.berth.host.agent;

import dev.berth.host.disk.Disk;
import dev.berth.host.engine.VolumeName;
import java.util.Map;

/**
 * How full the disk is that volumes are on, now, and how many bytes were in each volume when that was last counted.
 *
 * @param volumes without those that nobody has counted yet, or that this host's agent may not look into
 */
public record DiskReading(Disk disk, Map<VolumeName, Long> volumes) {
    public DiskReading {
        volumes = Map.copyOf(volumes);
    }
}
