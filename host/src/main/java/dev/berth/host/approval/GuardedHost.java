package dev.berth.host.approval;

import dev.berth.host.agent.DiskReading;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.agent.HostReport;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.UnitName;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A host that carries out only what its approvals allow, whoever orders it: a step that brings anything else onto the
 * machine is refused before an engine hears of it.
 */
public final class GuardedHost implements HostAgent {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedHost.class);

    private final HostAgent host;
    private final HostConfig config;
    private final Approvals approvals;

    public GuardedHost(HostAgent host, HostConfig config, Approvals approvals) {
        this.host = host;
        this.config = config;
        this.approvals = approvals;
    }

    @Override
    public StepOutcome perform(HostStep step, Progress progress) {
        Optional<String> refusal = refusal(step);
        if (refusal.isEmpty()) return host.perform(step, progress);
        LOG.atError()
                .addKeyValue("step", step.getClass().getSimpleName())
                .addKeyValue("operation", step.order().operation())
                .addKeyValue("reason", refusal.get())
                .log("a step was refused: it is not approved");
        return new StepOutcome.Refused(new Refusal(Refusal.Reason.POLICY, refusal.get()));
    }

    private Optional<String> refusal(HostStep step) {
        var check = new UnitCheck(approvals.units(), config);
        return switch (step) {
            case HostStep.FetchArtifact fetch -> check.program(fetch.program());
            case HostStep.CreateVolume create -> check.labels(create.volume().labels());
            case HostStep.CreateNetwork create -> check.network(create.network());
            case HostStep.CreateUnit create -> check.unit(create.unit());
            case HostStep.WriteFiles write -> check.replaced(write.unit(), write.files(), write.addresses());
            case HostStep.StartUnit _,
                    HostStep.StopUnit _,
                    HostStep.RemoveUnit _,
                    HostStep.RemoveVolume _,
                    HostStep.RemoveNetwork _ -> Optional.empty();
        };
    }

    @Override
    public HostReport describe() {
        return host.describe();
    }

    @Override
    public HostObservation observe(long epoch) {
        return host.observe(epoch);
    }

    @Override
    public DiskReading disk() {
        return host.disk();
    }

    @Override
    public void logs(UnitName unit, LogQuery query, LogSink sink) {
        host.logs(unit, query, sink);
    }

    @Override
    public List<String> lastWords(UnitName unit) {
        return host.lastWords(unit);
    }

    @Override
    public Stats stats(UnitName unit) {
        return host.stats(unit);
    }

    @Override
    public ProbeOutcome probe(UnitName unit, String port, ProbeCall call, Duration timeout) {
        return host.probe(unit, port, call, timeout);
    }

    @Override
    public Engine.Watch watch(Consumer<EngineEvent> listener) {
        return host.watch(listener);
    }

    @Override
    public void close() {
        host.close();
    }
}
