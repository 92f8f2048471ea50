package dev.berth.host.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.host.artifact.Content;
import dev.berth.host.probe.HttpProbe;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What engines do that really run something; asked of the unit itself. */
public abstract class RealEngineContract extends EngineContract {
    private final HttpProbe probe = new HttpProbe();

    @AfterEach
    void removeEverything() {
        for (UnitObservation left : engine.list()) {
            engine.stop(left.name(), new StopBudget(StopBudget.Signal.SIGTERM, Duration.ZERO), Progress.SILENT);
            engine.remove(left.name());
        }
        engine.volumes().forEach(volume -> engine.removeVolume(volume.name()));
        engine.networks().forEach(network -> engine.removeNetwork(network.name()));
        engine.close();
    }

    @Override
    protected void makeEnd(UnitName name, int code) {
        ask(name, "/exit?code=" + code);
    }

    @Override
    protected AutoCloseable occupy(int hostPort) throws IOException {
        return new ServerSocket(hostPort, 1, InetAddress.getLoopbackAddress());
    }

    @Override
    protected void awaitReady(TestUnit started) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> answer(started.name(), "/self").isPresent());
    }

    protected Optional<String> answer(UnitName name, String path) {
        Optional<String> address = engine.dial(name, "http");
        if (address.isEmpty()) return Optional.empty();
        ProbeOutcome outcome =
                probe.call(address.get(), new ProbeCall.Get(path, Optional.empty()), Duration.ofSeconds(5));
        return outcome instanceof ProbeOutcome.Answered answered && answered.status() == 200
                ? Optional.of(answered.body())
                : Optional.empty();
    }

    protected String ask(UnitName name, String path) {
        return answer(name, path).orElseThrow(() -> new AssertionError(name + " did not answer " + path));
    }

    protected JsonNode askJson(UnitName name, String path) throws IOException {
        return new ObjectMapper().readTree(ask(name, path));
    }

    protected static String query(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    protected void startReady() {
        createAndStart(unit);
        awaitReady(unit);
    }

    @Test
    void aUnitRunsAsAnOrdinaryUserWithoutWaysBack() throws IOException {
        startReady();
        assertThat(askJson(unit.name(), "/self").path("uid").asInt()).isNotZero();
        assertThat(ask(unit.name(), "/status")).contains("NoNewPrivs:\t1").contains("CapEff:\t0000000000000000");
    }

    @Test
    void aUnitSeesNothingOfItsHostsEnvironment() throws IOException {
        startReady();
        List<String> names = new ArrayList<>();
        askJson(unit.name(), "/self").path("env").fieldNames().forEachRemaining(names::add);
        assertThat(names).contains("MOOD", "HOME", "TMPDIR").doesNotContain("USER", "JAVA_HOME", "MAVEN_OPTS");
    }

    @Test
    void secretsAreFilesThatOnlyTheUnitReads() throws IOException {
        startReady();
        JsonNode self = askJson(unit.name(), "/self");
        String path = query(self.path("secrets").asText() + "/jwt");
        assertThat(ask(unit.name(), "/read?path=" + path)).isEqualTo("s3cr3t-of-a-unit");
        JsonNode stat = askJson(unit.name(), "/stat?path=" + path);
        assertThat(stat.path("mode").asText()).isEqualTo("400");
        assertThat(stat.path("uid").asInt()).isEqualTo(self.path("uid").asInt());
    }

    @Test
    void placeholdersAreResolvedInRenderedFilesOnly() throws IOException {
        startReady();
        String files = askJson(unit.name(), "/self").path("files").asText();
        assertThat(ask(unit.name(), "/read?path=" + query(files + "/genesis.json")))
                .isEqualTo("{\"chainId\": 7}");
        assertThat(ask(unit.name(), "/read?path=" + query(files + "/peer.txt")))
                .startsWith("dial ")
                .doesNotContain("{");
    }

    @Test
    void aFileIsReplacedWhileTheUnitRuns() throws IOException {
        startReady();
        String members = query(askJson(unit.name(), "/self").path("files").asText() + "/" + UnitSpec.MEMBERS_FILE);
        var file =
                new UnitFile(Content.of("{\"members\": [{\"engine\": \"http://{address.a.engine}\"}]}"), true, false);
        assertThat(engine.writeFiles(
                        unit.name(),
                        Map.of(UnitSpec.MEMBERS_FILE, file),
                        Map.of("a.engine", new Address("nodea-el", 8551, 41234))))
                .isEqualTo(new MakeOutcome.Made());
        assertThat(ask(unit.name(), "/read?path=" + members))
                .matches("\\{\"members\": \\[\\{\"engine\": \"http://(127.0.0.1:41234|nodea-el:8551)\"}]}");
    }

    @Test
    void dataOutlivesAGeneration() throws IOException {
        startReady();
        String file = query(askJson(unit.name(), "/self").path("data").asText() + "/blocks");
        ask(unit.name(), "/write?path=" + file + "&text=kept");
        engine.stop(unit.name(), unit.budget(Duration.ofSeconds(20)), Progress.SILENT);
        engine.remove(unit.name());
        TestUnit next = unit.generation(2);
        createAndStart(next);
        awaitReady(next);
        assertThat(ask(next.name(), "/read?path=" + file)).isEqualTo("kept");
    }

    @Test
    void theLastLinesOfAUnitsOutputAreRead() {
        startReady();
        ask(unit.name(), "/say?text=one");
        ask(unit.name(), "/say?text=two");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(lastLines(2)).containsExactly("one", "two"));
    }

    private List<String> lastLines(int tail) {
        var lines = new ArrayList<String>();
        engine.logs(unit.name(), LogQuery.last(tail), (_, line) -> lines.add(line));
        return lines;
    }

    @Test
    void outputIsFollowedUntilItsReaderHasEnough() {
        startReady();
        var lines = new java.util.concurrent.CopyOnWriteArrayList<String>();
        Thread reader = Thread.ofVirtual()
                .start(() -> engine.logs(
                        unit.name(),
                        new LogQuery(Optional.empty(), 0, true),
                        (_, line) -> lines.add(line) && lines.size() < 2));
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            ask(unit.name(), "/say?text=again");
            return !reader.isAlive();
        });
        assertThat(lines).containsExactly("again", "again");
    }

    @Test
    void aUnitThatEndsAtOnceDoesNotCountAsStarted() {
        engine.create(unit.broken().spec());
        StartOutcome outcome = engine.start(unit.name());
        if (outcome instanceof StartOutcome.Refused(Refusal refusal))
            assertThat(refusal.reason()).isEqualTo(Refusal.Reason.DOES_NOT_START);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                engine.inspect(unit.name()).orElseThrow().state())
                        .isInstanceOfSatisfying(
                                UnitState.Exited.class,
                                exited -> assertThat(exited.exit()).isEqualTo(new UnitState.Exit.Code(3))));
        assertThat(lastLines(5)).anyMatch(line -> line.startsWith("started with peer"));
    }

    @Test
    void aUnitReachesAnotherOnTheSameNetworkByItsAddress() {
        startReady();
        TestUnit neighbour = TestUnit.on(INSTANCE, unit.node() + "b");
        engine.createVolume(neighbour.volumeSpec());
        assertThat(engine.create(neighbour.specBeside(unit))).isInstanceOf(CreateOutcome.Created.class);
        assertThat(engine.start(neighbour.name())).isInstanceOf(StartOutcome.Started.class);
        awaitReady(neighbour);
        assertThat(ask(neighbour.name(), "/peer")).contains("\"MOOD\":\"calm\"");
    }

    @Test
    void aPrivatePortIsNotReachedFromOutsideTheHost() throws IOException {
        startReady();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces()))
            for (InetAddress address : Collections.list(network.getInetAddresses()))
                if (address instanceof Inet4Address && !address.isLoopbackAddress())
                    assertThatThrownBy(() -> new Socket(address, unit.hostPort()).close())
                            .isInstanceOf(IOException.class);
    }

    @Test
    void whatAUnitUsesIsMeasured() {
        startReady();
        Stats stats = engine.stats(unit.name());
        assertThat(stats.memoryBytes())
                .hasValueSatisfying(bytes -> assertThat(bytes).isGreaterThan(1_000_000));
        assertThat(stats.cpuNanos())
                .hasValueSatisfying(nanos -> assertThat(nanos).isPositive());
    }

    @Test
    void aNewEngineAdoptsWhatAnOldOneLeftRunning() throws IOException {
        startReady();
        int pid = askJson(unit.name(), "/self").path("pid").asInt();
        engine.close();
        engine = opened();
        assertThat(engine.inspect(unit.name()).orElseThrow().state()).isInstanceOf(UnitState.Running.class);
        assertThat(engine.start(unit.name())).isInstanceOf(StartOutcome.AlreadyRunning.class);
        assertThat(askJson(unit.name(), "/self").path("pid").asInt()).isEqualTo(pid);
        assertThat(engine.stop(unit.name(), unit.budget(Duration.ofSeconds(20)), Progress.SILENT))
                .isInstanceOf(StopOutcome.Stopped.class);
    }
}
