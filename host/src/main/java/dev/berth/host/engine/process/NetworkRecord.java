package dev.berth.host.engine.process;

import dev.berth.host.engine.Labels;
import dev.berth.host.engine.NetworkName;

/** A network in name only: processes share the host's. */
record NetworkRecord(NetworkName name, String subnet, Labels labels) {}
