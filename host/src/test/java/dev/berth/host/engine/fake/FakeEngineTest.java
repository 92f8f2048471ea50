package dev.berth.host.engine.fake;

import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineContract;
import dev.berth.host.engine.TestUnit;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitState.Exit;
import java.time.Clock;

class FakeEngineTest extends EngineContract {
    private FakeEngine fake() {
        return (FakeEngine) engine;
    }

    @Override
    protected Engine opened() {
        return new FakeEngine(Clock.systemUTC());
    }

    @Override
    protected void makeEnd(UnitName name, int code) {
        fake().exit(name, new Exit.Code(code), false);
    }

    @Override
    protected void makeDeaf(TestUnit deaf) {
        fake().script().ignoresSignals(deaf.name().alias());
    }

    @Override
    protected AutoCloseable occupy(int hostPort) {
        fake().script().occupy(hostPort);
        return () -> fake().script().vacate(hostPort);
    }
}
