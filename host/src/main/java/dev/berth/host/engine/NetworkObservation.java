package dev.berth.host.engine;

/** A network as found on a host. */
public record NetworkObservation(NetworkName name, String subnet, Labels labels) {}
