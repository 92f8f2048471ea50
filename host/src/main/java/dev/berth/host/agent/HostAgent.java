package dev.berth.host.agent;

import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.UnitName;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A host, as the control plane knows it: narrow verbs, no engine behind them to be had. Blocking; call it from virtual
 * threads; steps of different units may run at once. Throws {@link dev.berth.host.engine.EngineUnavailable} from the
 * reading verbs only.
 */
public interface HostAgent extends AutoCloseable {
    HostReport describe();

    /**
     * What is there. From then on control planes of a lower epoch are refused, and nothing that one of them began to make is
     * still to come: who decides by what was seen cannot be outrun by one that was frozen. The look itself is never refused.
     */
    HostObservation observe(long epoch);

    /** How full the disk is that volumes are on, and what each volume has of it. */
    DiskReading disk();

    /** Carries out one step, unless a control plane of a higher epoch has spoken before. Never throws for what a host may do. */
    StepOutcome perform(HostStep step, Progress progress);

    void logs(UnitName unit, LogQuery query, LogSink sink);

    /** The last lines that a unit said, 100 at most. */
    List<String> lastWords(UnitName unit);

    Stats stats(UnitName unit);

    /** Calls a unit's port from outside it. */
    ProbeOutcome probe(UnitName unit, String port, ProbeCall call, Duration timeout);

    Engine.Watch watch(Consumer<EngineEvent> listener);

    @Override
    void close();
}
