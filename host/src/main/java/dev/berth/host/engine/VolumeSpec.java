package dev.berth.host.engine;

import dev.berth.host.artifact.UnitUser;

/** A volume, owned by the user of the unit that writes to it; it outlives the unit's generations. */
public record VolumeSpec(VolumeName name, UnitUser owner, Labels labels) {}
