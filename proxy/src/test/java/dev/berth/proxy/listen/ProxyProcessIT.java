package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.proxy.access.TestKey;
import dev.berth.proxy.link.SpokenControlPlane;
import dev.berth.proxy.listen.ScriptedNode.Answers;
import dev.berth.proxy.listen.ScriptedNode.Pours;
import dev.berth.proxy.listen.ScriptedNode.Resets;
import dev.berth.proxy.listen.ScriptedNode.Slowly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged proxy as a process: started, killed, told to stop, cut off from its control plane. */
class ProxyProcessIT {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";
    private static final TestKey KEY = RunningProxy.SHARED;

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScriptedNode node = new ScriptedNode();
    private SpokenControlPlane controlPlane;
    private ProxyProcess proxy;

    @BeforeEach
    void start() throws IOException {
        var entry = AccessEntry.newBuilder()
                .setKeyId(KEY.id().value())
                .setVersion(1)
                .setSecretSha256(KEY.secretSha256())
                .setEndpointId("endpoint")
                .setTenantId("tenant")
                .setTargetId("pool")
                .setNetwork("devnet")
                .build();
        controlPlane = new SpokenControlPlane(TestRouting.of(1, true, node), List.of(entry));
        proxy = new ProxyProcess(folder, controlPlane.port(), Map.of());
    }

    @AfterEach
    void stop() {
        proxy.close();
        controlPlane.close();
        node.close();
        http.close();
    }

    private HttpRequest call() {
        return call(0);
    }

    /** Calls with different numbers are different calls. */
    private HttpRequest call(int number) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port + "/" + KEY.text()))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(CALL.replace("[]", "[" + number + "]")))
                .build();
    }

    private int status() throws IOException, InterruptedException {
        return http.send(call(), BodyHandlers.ofString()).statusCode();
    }

    @Test
    void itServesCountsAndShipsAndARevokedKeyEndsAtOnce() throws Exception {
        await().atMost(Duration.ofSeconds(10)).until(() -> status() == 200);
        for (int i = 0; i < 9; i++) assertThat(status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> controlPlane.reported().equals(Map.of("eth_call ANSWERED", 10L)));
        assertThat(proxy.operator("/metrics").body())
                .contains(
                        "outcome=\"ANSWERED\"} 10.0",
                        "berth_proxy_node_head{network=\"devnet\"",
                        "berth_proxy_node_in_use{network=\"devnet\"",
                        "berth_proxy_feed_silence_seconds",
                        "berth_proxy_usage_unacknowledged_seconds",
                        "berth_proxy_feed_applied_version{table=\"access\"}",
                        "jvm_gc_pause_seconds");
        controlPlane.deny(KEY.id());
        await().atMost(Duration.ofSeconds(2)).until(() -> status() == 401);
    }

    @Test
    void neitherALogNorAFileNorAnAnswerToTheOperatorHasAKeyInIt() throws Exception {
        await().atMost(Duration.ofSeconds(10)).until(() -> status() == 200);
        node.script = _ -> new Resets();
        HttpResponse<String> failed = http.send(call(), BodyHandlers.ofString());
        String request = failed.headers().firstValue("x-request-id").orElseThrow();
        List<String> said =
                new ArrayList<>(List.of(failed.body(), failed.headers().toString()));
        for (String path : List.of("/metrics", "/debug/explain", "/debug/explain/" + request, "/" + KEY.text()))
            said.add(proxy.operator(path).body());
        proxy.tellToStop();
        assertThat(proxy.hasEndedWithin(15)).isTrue();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                said.add(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        String secret =
                KEY.text().substring(KEY.text().lastIndexOf('_') + 1, KEY.text().length() - 6);
        assertThat(said).hasSizeGreaterThan(10).noneMatch(text -> text.contains(secret));
    }

    @Test
    void killedAndCutOffItServesFromItsDiskAndLosesNoCount() throws Exception {
        await().atMost(Duration.ofSeconds(10)).until(() -> status() == 200);
        controlPlane.close();
        for (int i = 0; i < 4; i++) assertThat(status()).isEqualTo(200);
        proxy.kill();
        proxy.start();
        for (int i = 0; i < 5; i++) assertThat(status()).isEqualTo(200);
    }

    @Test
    void toldToStopItAnswersWhatIsInFlightAndTakesNothingNew() throws Exception {
        await().atMost(Duration.ofSeconds(10)).until(() -> status() == 200);
        node.script = _ -> new Slowly(2_000, new Answers("1"));
        int before = node.asked().size();
        var calls = IntStream.range(0, 20)
                .mapToObj(number -> http.sendAsync(call(number), BodyHandlers.ofString()))
                .toList();
        await().until(() -> node.asked().size() == before + 20);
        proxy.tellToStop();
        for (var call : calls) assertThat(call.get(10, TimeUnit.SECONDS).body()).contains("\"result\":1");
        assertThat(proxy.hasEndedWithin(15)).isTrue();
        assertThat(controlPlane.reported()).isEqualTo(Map.of("eth_call ANSWERED", 21L));
    }

    @Test
    void aHundredMegabytesToEachOfSlowReadersFitThroughALittleHeap() throws Exception {
        await().atMost(Duration.ofSeconds(10)).until(() -> status() == 200);
        String piece = "a".repeat(1 << 16);
        node.script = _ -> new Pours("{\"id\":$id,\"result\":\"", piece, 1_600, "\"}", false);
        List<InputStream> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++)
            answers.add(http.send(call(), BodyHandlers.ofInputStream()).body());
        for (InputStream answer : answers) assertThat(answer.read()).isEqualTo('{');
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(20)).until(() -> node.poured.get() < 1_600);
        for (InputStream answer : answers) {
            assertThat(answer.transferTo(OutputStream.nullOutputStream())).isGreaterThan(1_600L << 16);
        }
        node.script = _ -> new Answers("1");
        assertThat(status()).isEqualTo(200);
    }
}
