package dev.berth.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.engine.Progress;
import dev.berth.host.engine.TestUnit;
import dev.berth.host.engine.fake.FakeEngine;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class RemoveInstanceTest {
    @Test
    void runningUnitsAndWhatTheyUseAreGone() {
        var engine = new FakeEngine(Clock.systemUTC());
        var unit = TestUnit.on("an-instance", "node");
        engine.fetch(TestUnit.program(), Progress.SILENT);
        engine.createVolume(unit.volumeSpec());
        engine.createNetwork(unit.networkSpec());
        engine.create(unit.spec());
        engine.start(unit.name());
        RemoveInstance.from(engine);
        assertThat(engine.list()).isEmpty();
        assertThat(engine.volumes()).isEmpty();
        assertThat(engine.networks()).isEmpty();
    }
}
