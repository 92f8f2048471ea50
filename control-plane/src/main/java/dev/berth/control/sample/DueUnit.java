package dev.berth.control.sample;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.host.engine.UnitName;

/** A unit that runs, of a node of which this minute has no sample yet. */
record DueUnit(NodeId node, HostId host, UnitName unit) {}
