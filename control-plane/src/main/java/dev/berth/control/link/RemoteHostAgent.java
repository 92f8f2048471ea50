package dev.berth.control.link;

import com.google.protobuf.Empty;
import dev.berth.contract.v1.HostWire;
import dev.berth.contract.v1.HostWire.Answer;
import dev.berth.contract.v1.HostWire.LogLine;
import dev.berth.contract.v1.HostWire.Request;
import dev.berth.control.link.HostStream.Asked;
import dev.berth.control.link.HostStream.StreamEnded;
import dev.berth.host.agent.DiskReading;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.agent.HostObservation;
import dev.berth.host.agent.HostReport;
import dev.berth.host.agent.HostStep;
import dev.berth.host.agent.StepOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.LogSink;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Stats;
import dev.berth.host.engine.UnitName;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import dev.berth.host.wire.ProbeWire;
import dev.berth.host.wire.ReadingWire;
import dev.berth.host.wire.StepWire;
import dev.berth.host.wire.Times;
import dev.berth.host.wire.UnitWire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host whose agent dials: the same verbs over whichever stream of it stands. Without a stream, reading fails as if the
 * engine did not answer, and the outcome of a step is not known; the next pass looks and repeats.
 */
public final class RemoteHostAgent implements HostAgent {
    private static final Duration FOR_READING = Duration.ofSeconds(10);
    private static final Duration FOR_THE_WAY = Duration.ofSeconds(3);
    private static final int LINES_AHEAD = 256;

    private final String name;
    private final CopyOnWriteArrayList<Consumer<EngineEvent>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable HostStream stream;

    RemoteHostAgent(String name) {
        this.name = name;
    }

    /** The host speaks on this stream from now on. */
    void follow(HostStream newest) {
        HostStream before = stream;
        stream = newest;
        if (before != null) before.end("the host has dialled again");
    }

    boolean reached() {
        HostStream now = stream;
        return now != null && now.stands();
    }

    /** Ends the stream, if one stands. */
    void end(String why) {
        HostStream now = stream;
        if (now != null) now.end(why);
    }

    void tell(EngineEvent event) {
        listeners.forEach(listener -> listener.accept(event));
    }

    @Override
    public HostReport describe() {
        return ReadingWire.from(read(Request.newBuilder().setDescribe(Empty.getDefaultInstance()), FOR_READING)
                .getReport());
    }

    @Override
    public HostObservation observe(long epoch) {
        var look = HostWire.Observe.newBuilder().setEpoch(epoch);
        return ReadingWire.from(
                read(Request.newBuilder().setObserve(look), FOR_READING).getObservation());
    }

    @Override
    public DiskReading disk() {
        return ReadingWire.from(read(Request.newBuilder().setDisk(Empty.getDefaultInstance()), FOR_READING)
                .getDisk());
    }

    @Override
    public StepOutcome perform(HostStep step, Progress progress) {
        HostStream now = stream;
        if (now == null) return new StepOutcome.Unknown("host " + name + " is not connected");
        Asked asked = now.ask(Request.newBuilder().setStep(StepWire.to(step)), progress::say);
        try {
            Answer answer = asked.answer().get();
            return answer.hasOutcome()
                    ? StepWire.from(answer.getOutcome())
                    : new StepOutcome.Unknown(name + ": " + trouble(answer));
        } catch (ExecutionException ended) {
            return new StepOutcome.Unknown("host " + name + " is lost: " + why(ended));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new StepOutcome.Unknown("interrupted");
        }
    }

    @Override
    public void logs(UnitName unit, LogQuery query, LogSink sink) {
        HostStream now = standing();
        var logs = HostWire.ReadLogs.newBuilder()
                .setUnit(UnitWire.to(unit))
                .setTail(query.tail())
                .setFollow(query.follow())
                .setLines(LINES_AHEAD);
        query.since().map(Times::to).ifPresent(logs::setSince);
        Asked asked = now.ask(Request.newBuilder().setLogs(logs), _ -> {});
        try {
            copy(now, asked, sink);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            now.cancel(asked);
        }
    }

    /** On the reader's own thread, who takes as long as he likes: the host sends no more than he has asked for. */
    private void copy(HostStream now, Asked asked, LogSink sink) throws InterruptedException {
        int taken = 0;
        while (true) {
            boolean over = asked.answer().isDone();
            LogLine line = over ? asked.lines().poll() : asked.lines().poll(100, TimeUnit.MILLISECONDS);
            if (line == null) {
                if (!over) continue;
                expect(asked, Duration.ZERO);
                return;
            }
            if (!sink.line(line.hasAt() ? Optional.of(Times.from(line.getAt())) : Optional.empty(), line.getText()))
                return;
            if (++taken % (LINES_AHEAD / 2) == 0) now.more(asked, LINES_AHEAD / 2);
        }
    }

    @Override
    public List<String> lastWords(UnitName unit) {
        return List.copyOf(read(Request.newBuilder().setLastWords(UnitWire.to(unit)), FOR_READING)
                .getLastWords()
                .getLinesList());
    }

    @Override
    public Stats stats(UnitName unit) {
        return ReadingWire.from(read(Request.newBuilder().setStats(UnitWire.to(unit)), FOR_READING)
                .getStats());
    }

    @Override
    public ProbeOutcome probe(UnitName unit, String port, ProbeCall call, Duration timeout) {
        try {
            return ProbeWire.from(read(
                            Request.newBuilder().setProbe(ProbeWire.to(unit, port, call, timeout)),
                            timeout.plus(FOR_THE_WAY))
                    .getProbe());
        } catch (EngineUnavailable silent) {
            return new ProbeOutcome.NoAnswer(String.valueOf(silent.getMessage()));
        }
    }

    @Override
    public Engine.Watch watch(Consumer<EngineEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private Answer read(Request.Builder request, Duration patience) {
        HostStream now = standing();
        Asked asked = now.ask(request, _ -> {});
        try {
            return expect(asked, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineUnavailable("host " + name + ": interrupted", e);
        } finally {
            now.cancel(asked);
        }
    }

    private Answer expect(Asked asked, Duration patience) throws InterruptedException {
        try {
            Answer answer = asked.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.hasUnavailable() || answer.hasNotUnderstood())
                throw new EngineUnavailable("host " + name + ": " + trouble(answer), new StreamEnded(trouble(answer)));
            return answer;
        } catch (ExecutionException ended) {
            throw new EngineUnavailable("host " + name + " is lost: " + why(ended), ended);
        } catch (TimeoutException slow) {
            throw new EngineUnavailable(
                    "host " + name + " has not answered within " + patience.toSeconds() + " s", slow);
        }
    }

    private HostStream standing() {
        HostStream now = stream;
        if (now == null || !now.stands())
            throw new EngineUnavailable("host " + name + " is not connected", new StreamEnded("no stream stands"));
        return now;
    }

    private static String why(ExecutionException ended) {
        return ended.getCause() instanceof StreamEnded end ? String.valueOf(end.getMessage()) : ended.toString();
    }

    private static String trouble(Answer answer) {
        return answer.hasUnavailable()
                ? answer.getUnavailable()
                : answer.hasNotUnderstood() ? "did not understand: " + answer.getNotUnderstood() : "no outcome";
    }

    @Override
    public void close() {
        end("the control plane stops");
    }
}
