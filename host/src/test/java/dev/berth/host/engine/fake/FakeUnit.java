package dev.berth.host.engine.fake;

import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitObservation.Binding;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.UnitState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A unit that runs nowhere. */
final class FakeUnit {
    final UnitSpec spec;
    final Map<String, UnitFile> files;
    final List<String> lines = new ArrayList<>();
    UnitState state = new UnitState.Created();

    FakeUnit(UnitSpec spec) {
        this.spec = spec;
        this.files = new HashMap<>(spec.files());
    }

    boolean running() {
        return state instanceof UnitState.Running;
    }

    UnitObservation observe() {
        List<Binding> bindings = running()
                ? spec.ports().stream()
                        .filter(port -> port.published())
                        .map(port -> new Binding(port.name(), port.hostIp(), port.hostPort()))
                        .toList()
                : List.of();
        return new UnitObservation(spec.name(), spec.labels(), state, bindings);
    }
}
