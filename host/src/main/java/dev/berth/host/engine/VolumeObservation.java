package dev.berth.host.engine;

/** A volume as found on a host. */
public record VolumeObservation(VolumeName name, Labels labels) {}
