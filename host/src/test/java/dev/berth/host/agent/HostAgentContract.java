package dev.berth.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.HostStep.Order;
import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.LogQuery;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.TestUnit;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.UnitState;
import dev.berth.host.engine.fake.FakeEngine;
import dev.berth.host.engine.fake.FakeScript.Verb;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeCall.BasicCredential;
import dev.berth.host.probe.ProbeOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every agent does, within the process or at the other end of a stream. */
public abstract class HostAgentContract {
    private static final Order ORDER = new Order("op-1", 5);
    protected final FakeEngine engine = new FakeEngine(Clock.systemUTC());
    protected final TestUnit unit = TestUnit.on("agent-test", "node1");

    @TempDir
    protected Path root;

    protected HostAgent agent;

    /** The agent under test, over one within the process; called again for the same host, it takes the place of the one before. */
    protected abstract HostAgent over(LocalHostAgent local) throws Exception;

    @BeforeEach
    void open() throws Exception {
        agent = over(local());
    }

    protected LocalHostAgent local() {
        var config =
                new HostConfig("agent-test", root, root.resolve("cache"), new PortRange(20000, 20100), "10.200.0.0/16");
        return new LocalHostAgent(config, engine, Clock.systemUTC());
    }

    protected StepOutcome perform(HostStep step) {
        return agent.perform(step, Progress.SILENT);
    }

    protected void createAndStart(TestUnit started) {
        perform(new HostStep.CreateVolume(ORDER, started.volumeSpec()));
        perform(new HostStep.CreateNetwork(ORDER, started.networkSpec()));
        perform(new HostStep.CreateUnit(ORDER, started.spec()));
        assertThat(perform(new HostStep.StartUnit(ORDER, started.name())))
                .isEqualTo(new StepOutcome.Done(true, "started"));
    }

    @Test
    void aStepThatIsRepeatedSaysThatNothingChanged() {
        createAndStart(unit);
        assertThat(perform(new HostStep.CreateUnit(ORDER, unit.spec())))
                .isEqualTo(new StepOutcome.Done(false, "was there"));
        assertThat(perform(new HostStep.StartUnit(ORDER, unit.name())))
                .isEqualTo(new StepOutcome.Done(false, "ran before"));
        assertThat(agent.observe(ORDER.epoch()).units()).hasSize(1);
    }

    @Test
    void aControlPlaneOfALowerEpochIsRefusedAndNothingIsDone() {
        perform(new HostStep.CreateVolume(new Order("op-2", 6), unit.volumeSpec()));
        assertThat(perform(new HostStep.RemoveVolume(ORDER, unit.volume())))
                .isEqualTo(new StepOutcome.StaleEpoch(5, 6));
        assertThat(agent.observe(ORDER.epoch()).volumes()).hasSize(1);
    }

    @Test
    void aLookOfANewControlPlaneEndsTheStepsOfOlderOnes() {
        agent.observe(6);
        assertThat(perform(new HostStep.CreateVolume(ORDER, unit.volumeSpec())))
                .isEqualTo(new StepOutcome.StaleEpoch(5, 6));
        assertThat(agent.observe(ORDER.epoch()).volumes()).isEmpty();
    }

    @Test
    void aLookOfANewControlPlaneSeesWhatAnOlderOneWasMaking() throws Exception {
        engine.script().hang(Verb.CREATE);
        perform(new HostStep.CreateVolume(ORDER, unit.volumeSpec()));
        perform(new HostStep.CreateNetwork(ORDER, unit.networkSpec()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var made = threads.submit(() -> perform(new HostStep.CreateUnit(ORDER, unit.spec())));
            await().until(() -> engine.script().isHanging(Verb.CREATE));
            assertThat(agent.observe(ORDER.epoch()).units()).isEmpty();
            var seen = threads.submit(() -> agent.observe(6));
            assertThatThrownBy(() -> seen.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            engine.script().release(Verb.CREATE);
            assertThat(seen.get().units()).hasSize(1);
            assertThat(made.get()).isEqualTo(new StepOutcome.Done(true, "created"));
        }
    }

    @Test
    void theHighestEpochIsKeptOverARestart() throws Exception {
        perform(new HostStep.CreateVolume(new Order("op-2", 9), unit.volumeSpec()));
        agent = over(local());
        assertThat(perform(new HostStep.RemoveVolume(ORDER, unit.volume())))
                .isEqualTo(new StepOutcome.StaleEpoch(5, 9));
    }

    @Test
    void aFailedEngineLeavesTheOutcomeUnknown() {
        engine.die("socket closed");
        assertThat(perform(new HostStep.CreateVolume(ORDER, unit.volumeSpec())))
                .isEqualTo(new StepOutcome.Unknown("fake engine: socket closed"));
    }

    @Test
    void aFailedFetchSaysWhy() {
        engine.script().fetchFails(FetchOutcome.Cause.BINARY_MISSING, "apt-get install litecoind");
        assertThat(perform(new HostStep.FetchArtifact(ORDER, TestUnit.program())))
                .isEqualTo(new StepOutcome.NotFetched(FetchOutcome.Cause.BINARY_MISSING, "apt-get install litecoind"));
    }

    @Test
    void aForcedStopIsFlagged() {
        createAndStart(unit);
        engine.script().ignoresSignals(unit.name().alias());
        assertThat(perform(new HostStep.StopUnit(ORDER, unit.name(), unit.budget(Duration.ZERO))))
                .isInstanceOfSatisfying(
                        StepOutcome.Stopped.class,
                        stopped -> assertThat(stopped.forced()).isTrue());
    }

    @Test
    void aRefusalIsPassedOnAsItIs() {
        createAndStart(unit);
        assertThat(perform(new HostStep.RemoveUnit(ORDER, unit.name())))
                .isEqualTo(new StepOutcome.Refused(new Refusal(Reason.IN_USE, unit.name() + " runs")));
    }

    @Test
    void aLongStopOfOneUnitKeepsNoOtherWaiting() throws Exception {
        createAndStart(unit);
        engine.script().hang(Verb.STOP);
        var stopping = new CompletableFuture<StepOutcome>();
        Thread.startVirtualThread(() -> stopping.complete(
                perform(new HostStep.StopUnit(ORDER, unit.name(), unit.budget(Duration.ofMinutes(30))))));
        createAndStart(TestUnit.on("agent-test", "node2"));
        assertThat(stopping).isNotDone();
        engine.script().release(Verb.STOP);
        assertThat(stopping.get()).isInstanceOf(StepOutcome.Stopped.class);
    }

    @Test
    void filesAreWrittenWhileAUnitRuns() {
        createAndStart(unit);
        var members = Map.of(UnitSpec.MEMBERS_FILE, new UnitFile(Content.of("{\"members\": []}"), true, false));
        assertThat(perform(new HostStep.WriteFiles(ORDER, unit.name(), members, Map.of())))
                .isEqualTo(new StepOutcome.Done(true, "made"));
        assertThat(engine.files(unit.name())).containsAllEntriesOf(members);
    }

    @Test
    void theLastWordsOfAUnitAreAHundredLinesAtMost() {
        createAndStart(unit);
        for (int i = 1; i <= 150; i++) engine.says(unit.name(), "line " + i);
        assertThat(agent.lastWords(unit.name())).hasSize(100).first().isEqualTo("line 51");
    }

    @Test
    void aProbeCallsTheUnitFromOutside() throws IOException {
        createAndStart(unit);
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            String heard = exchange.getRequestHeaders().getFirst("Authorization")
                    + new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, heard.length());
            exchange.getResponseBody().write(heard.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.close();
        });
        node.start();
        try {
            engine.script()
                    .answerAt(
                            unit.name().alias(),
                            "http",
                            "127.0.0.1:" + node.getAddress().getPort());
            var call = new ProbeCall.JsonRpc(
                    "/",
                    "eth_blockNumber",
                    JsonNodeFactory.instance.arrayNode(),
                    Optional.of(new BasicCredential("u", "p")));
            assertThat(agent.probe(unit.name(), "http", call, Duration.ofSeconds(5)))
                    .isInstanceOfSatisfying(
                            ProbeOutcome.Answered.class,
                            answered -> assertThat(answered.body())
                                    .isEqualTo(
                                            "Basic dTpw"
                                                + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}"));
        } finally {
            node.stop(0);
        }
    }

    @Test
    void aUnitThatDoesNotRunIsNotProbed() {
        assertThat(agent.probe(
                        new UnitName("nobody", "el", 1),
                        "http",
                        new ProbeCall.Get("/", Optional.empty()),
                        Duration.ofSeconds(1)))
                .isEqualTo(new ProbeOutcome.NoAnswer("berth-nobody-el-g1 does not run, or has no port http"));
    }

    @Test
    void progressIsHeardLineByLine() {
        var heard = new java.util.concurrent.CopyOnWriteArrayList<String>();
        agent.perform(new HostStep.FetchArtifact(ORDER, TestUnit.program()), heard::add);
        assertThat(heard)
                .containsExactly("fetching " + TestUnit.program().artifact().title());
    }

    @Test
    void theReaderOfALogLeavesWhenItHasEnough() {
        createAndStart(unit);
        for (int i = 1; i <= 2000; i++) engine.says(unit.name(), "line " + i);
        var lines = new ArrayList<String>();
        agent.logs(unit.name(), LogQuery.last(1500), (_, line) -> {
            lines.add(line);
            return lines.size() < 1000;
        });
        assertThat(lines).hasSize(1000).first().isEqualTo("line 501");
        assertThat(lines).last().isEqualTo("line 1500");
    }

    @Test
    void anEngineThatDoesNotAnswerIsSaidSo() {
        engine.die("socket closed");
        assertThatThrownBy(() -> agent.observe(ORDER.epoch()))
                .isInstanceOf(EngineUnavailable.class)
                .hasMessageContaining("socket closed");
    }

    @Test
    void anEndIsTold() throws Exception {
        createAndStart(unit);
        var events = new LinkedBlockingQueue<EngineEvent>();
        try (Engine.Watch _ = agent.watch(events::add)) {
            engine.exit(unit.name(), new UnitState.Exit.Code(7), true);
            assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(new EngineEvent.UnitExited(unit.name()));
        }
        assertThat(agent.observe(ORDER.epoch()).units())
                .singleElement()
                .satisfies(seen -> assertThat(seen.state())
                        .isInstanceOfSatisfying(
                                UnitState.Exited.class,
                                exited -> assertThat(exited.outOfMemory()).isTrue()));
    }

    @Test
    void whatIsObservedIsWhatTheEngineHas() {
        createAndStart(unit);
        HostObservation seen = agent.observe(ORDER.epoch());
        assertThat(seen.units()).isEqualTo(engine.list());
        assertThat(seen.volumes()).isEqualTo(engine.volumes());
        assertThat(seen.networks()).isEqualTo(engine.networks());
        assertThat(engine.spec(unit.name())).isEqualTo(unit.spec());
    }

    @Test
    void aHostDescribesItself() {
        HostReport report = agent.describe();
        assertThat(report.cpuMillis()).isPositive();
        assertThat(report.memoryBytes()).isGreaterThan(1 << 20);
        assertThat(report.diskFreeBytes()).isBetween(1L, report.diskTotalBytes());
        assertThat(report.disks().getFirst().totalBytes())
                .as("the disk that volumes are on")
                .isEqualTo(report.diskTotalBytes());
        assertThat(report.disks()).as("and the agent's own").hasSize(2);
    }

    @Test
    void howFullItsDiskIsIsReadAndWhatIsInEachVolume() {
        createAndStart(unit);
        engine.script().disk(1000, 300);
        engine.script().fill(unit.volume(), 77);
        assertThat(agent.disk().disk().freeBytes()).isEqualTo(300);
        await().untilAsserted(() -> assertThat(agent.disk().volumes()).containsExactly(Map.entry(unit.volume(), 77L)));
        assertThat(agent.disk().disk().usedBytes()).isEqualTo(700);
    }
}
