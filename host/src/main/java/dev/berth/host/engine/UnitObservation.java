package dev.berth.host.engine;

import java.util.List;

/** A unit as found on a host. {@code bindings} are the host ports that are really mapped now. */
public record UnitObservation(UnitName name, Labels labels, UnitState state, List<Binding> bindings) {
    public UnitObservation {
        bindings = List.copyOf(bindings);
    }

    public boolean running() {
        return state instanceof UnitState.Running;
    }

    /** One host port that leads to a unit's port. */
    public record Binding(String port, String hostIp, int hostPort) {}
}
