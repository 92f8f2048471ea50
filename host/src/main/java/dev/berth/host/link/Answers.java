package dev.berth.host.link;

import com.google.protobuf.Empty;
import dev.berth.contract.v1.HostWire;
import dev.berth.contract.v1.HostWire.Answer;
import dev.berth.contract.v1.HostWire.FromHost;
import dev.berth.contract.v1.HostWire.Request;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.probe.ProbeOutcome;
import dev.berth.host.wire.NotUnderstood;
import dev.berth.host.wire.ProbeWire;
import dev.berth.host.wire.ReadingWire;
import dev.berth.host.wire.StepWire;
import dev.berth.host.wire.Times;
import dev.berth.host.wire.UnitWire;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what is asked on one stream, each request on a thread of its own. When the stream ends, reading ends; a step that
 * is being carried out goes on, because half a step helps nobody.
 */
final class Answers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final HostAgent host;
    private final Outbox out;
    private final ExecutorService reading = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("answer-", 0).factory());
    private final Map<Long, Future<?>> underWay = new ConcurrentHashMap<>();
    private final Map<Long, Semaphore> wanted = new ConcurrentHashMap<>();

    Answers(HostAgent host, Outbox out) {
        this.host = host;
        this.out = out;
    }

    void take(Request request) {
        if (request.hasStep()) {
            Thread.ofVirtual().name("step-" + request.getId()).start(() -> say(answer(request)));
            return;
        }
        if (request.hasLogs())
            wanted.put(request.getId(), new Semaphore(request.getLogs().getLines()));
        var answering = new FutureTask<>(() -> answerReading(request), null);
        underWay.put(request.getId(), answering);
        reading.execute(answering);
    }

    private void answerReading(Request request) {
        try {
            say(answer(request));
        } finally {
            underWay.remove(request.getId());
            wanted.remove(request.getId());
        }
    }

    void cancel(long id) {
        Future<?> answering = underWay.remove(id);
        if (answering != null) answering.cancel(true);
    }

    void more(long id, int lines) {
        Semaphore permits = wanted.get(id);
        if (permits != null) permits.release(lines);
    }

    private void say(Answer.Builder answer) {
        out.say(FromHost.newBuilder().setAnswer(answer).build());
    }

    private Answer.Builder answer(Request request) {
        var answer = Answer.newBuilder().setId(request.getId());
        try {
            return fill(answer, request);
        } catch (EngineUnavailable silent) {
            return answer.setUnavailable(String.valueOf(silent.getMessage()));
        } catch (IllegalArgumentException wrong) {
            LOG.atWarn()
                    .addKeyValue("request", request.getVerbCase())
                    .addKeyValue("reason", String.valueOf(wrong.getMessage()))
                    .log("a request was refused: it is none");
            return answer.setNotUnderstood(String.valueOf(wrong.getMessage()));
        } catch (RuntimeException broken) {
            LOG.atError()
                    .addKeyValue("request", request.getVerbCase())
                    .setCause(broken)
                    .log("a request broke off");
            return answer.setUnavailable(String.valueOf(broken));
        }
    }

    private Answer.Builder fill(Answer.Builder answer, Request request) {
        return switch (request.getVerbCase()) {
            case DESCRIBE -> answer.setReport(ReadingWire.to(host.describe()));
            case OBSERVE ->
                answer.setObservation(
                        ReadingWire.to(host.observe(request.getObserve().getEpoch())));
            case DISK -> answer.setDisk(ReadingWire.to(host.disk()));
            case STEP ->
                answer.setOutcome(StepWire.to(
                        host.perform(StepWire.from(request.getStep()), line -> progress(request.getId(), line))));
            case LOGS -> {
                logs(request.getId(), request.getLogs());
                yield answer.setEndOfLog(Empty.getDefaultInstance());
            }
            case LAST_WORDS ->
                answer.setLastWords(HostWire.LastWords.newBuilder()
                        .addAllLines(host.lastWords(UnitWire.from(request.getLastWords()))));
            case STATS -> answer.setStats(ReadingWire.to(host.stats(UnitWire.from(request.getStats()))));
            case PROBE -> answer.setProbe(ProbeWire.to(probe(request.getProbe())));
            case VERB_NOT_SET -> throw new NotUnderstood("a request without a verb that is known here");
        };
    }

    private ProbeOutcome probe(HostWire.Probe probe) {
        return host.probe(
                UnitWire.from(probe.getUnit()), probe.getPort(), ProbeWire.call(probe), Times.from(probe.getTimeout()));
    }

    private void progress(long id, String line) {
        out.say(FromHost.newBuilder()
                .setProgress(HostWire.ProgressLine.newBuilder().setId(id).setLine(line))
                .build());
    }

    private void logs(long id, HostWire.ReadLogs logs) {
        Semaphore permits = wanted.get(id);
        var query = new LogQuery(
                logs.hasSince() ? Optional.of(Times.from(logs.getSince())) : Optional.empty(),
                logs.getTail(),
                logs.getFollow());
        host.logs(UnitWire.from(logs.getUnit()), query, (at, text) -> {
            if (permits == null || !acquired(permits)) return false;
            var line = HostWire.LogLine.newBuilder().setId(id).setText(text);
            at.map(Times::to).ifPresent(line::setAt);
            out.say(FromHost.newBuilder().setLog(line).build());
            return true;
        });
    }

    private static boolean acquired(Semaphore permits) {
        try {
            permits.acquire();
            return true;
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
