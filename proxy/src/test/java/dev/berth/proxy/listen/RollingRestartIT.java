package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.proxy.link.SpokenControlPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two proxies behind HAProxy are restarted one after the other while calls come at a steady pace. */
class RollingRestartIT {
    private static final long PACE_NANOS = Duration.ofMillis(4).toNanos();
    private static final String MISSING = "haproxy is missing: apt-get install -y haproxy";
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");

    @TempDir
    Path folder;

    private final ScriptedNode node = new ScriptedNode();
    private final ScriptedNode other = new ScriptedNode();
    private final int frontPort = ProxyProcess.freePort();

    @BeforeEach
    void needsHaproxy() {
        if (Files.isExecutable(HAPROXY)) return;
        if (System.getenv("BERTH_FORBID_SKIPS") != null) fail(MISSING);
        assumeTrue(false, MISSING);
    }

    @Test
    void noCallIsLostWhileEachIsRestarted() throws Exception {
        var entry = AccessEntry.newBuilder()
                .setKeyId(RunningProxy.SHARED.id().value())
                .setVersion(1)
                .setSecretSha256(RunningProxy.SHARED.secretSha256())
                .setEndpointId("endpoint")
                .setTenantId("tenant")
                .setTargetId("pool")
                .setNetwork("devnet")
                .build();
        var settings = Map.of("BERTH_PROXY_UNREADY_SECONDS", "2");
        try (node;
                other;
                var controlPlane = new SpokenControlPlane(TestRouting.of(1, true, node, other), List.of(entry));
                var first = new ProxyProcess(folder.resolve("first"), controlPlane.port(), settings);
                var second = new ProxyProcess(folder.resolve("second"), controlPlane.port(), settings)) {
            Process haproxy = haproxy(first, second);
            try (var load = new SteadyLoad()) {
                await().atMost(Duration.ofSeconds(20)).until(() -> load.answered.get() > 250);
                for (ProxyProcess each : List.of(first, second)) {
                    each.tellToStop();
                    assertThat(each.hasEndedWithin(20)).isTrue();
                    each.start();
                    int before = load.answered.get();
                    await().atMost(Duration.ofSeconds(20)).until(() -> load.answered.get() > before + 500);
                }
                load.end();
                assertThat(load.wrong).isEmpty();
                assertThat(load.answered.get()).isEqualTo(load.sent.get()).isGreaterThan(1_000);
                System.out.printf("%d calls over two restarts, all answered%n", load.sent.get());
            } finally {
                haproxy.destroy();
            }
        }
    }

    private Process haproxy(ProxyProcess first, ProxyProcess second) throws IOException {
        Path config = Files.writeString(folder.resolve("haproxy.cfg"), """
            defaults
                mode http
                timeout connect 2s
                timeout client 60s
                timeout server 60s
                timeout check 5s
                option redispatch
                retries 3
            frontend tenants
                bind 127.0.0.1:%d
                default_backend proxies
            backend proxies
                balance roundrobin
                option httpchk GET /readyz
                default-server check inter 200ms fall 2 rise 2
                server first 127.0.0.1:%d port %d
                server second 127.0.0.1:%d port %d
            """.formatted(
                        frontPort, first.port, first.operatorPort, second.port, second.operatorPort));
        Process haproxy = new ProcessBuilder(HAPROXY.toString(), "-db", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        assertThat(haproxy.isAlive()).isTrue();
        return haproxy;
    }

    /** 250 calls a second over keep-alive connections to the balancer, whatever becomes of them. */
    private final class SteadyLoad implements AutoCloseable {
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

        SteadyLoad() throws IOException, InterruptedException {
            warmUp();
            var _ = clock.scheduleAtFixedRate(this::send, 0, PACE_NANOS, TimeUnit.NANOSECONDS);
        }

        /** Cold virtual machines are slow enough to look like a fault, so calls come one by one first. */
        private void warmUp() throws IOException, InterruptedException {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> isAnswered(-1)); // the balancer has found the proxies
            for (int number = -2, good = 0; good < 2_000; number--) if (isAnswered(number)) good++;
        }

        private boolean isAnswered(int number) throws IOException, InterruptedException {
            return http.send(call(number), BodyHandlers.ofString()).statusCode() == 200;
        }

        private HttpRequest call(int number) {
            String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[%d]}".formatted(number);
            return HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + frontPort + "/" + RunningProxy.SHARED.text()))
                    .header("content-type", "application/json")
                    .timeout(Duration.ofSeconds(30))
                    .POST(BodyPublishers.ofString(body))
                    .build();
        }

        private void send() {
            var _ = http.sendAsync(call(sent.getAndIncrement()), BodyHandlers.ofString())
                    .whenComplete((response, failure) -> {
                        if (failure != null) wrong.add(failure.toString());
                        else if (response.statusCode() != 200
                                || !response.body().contains("\"result\":\"eth_call\""))
                            wrong.add(response.statusCode() + " " + response.body());
                        else answered.incrementAndGet();
                    });
        }

        void end() throws InterruptedException {
            clock.shutdown();
            assertThat(clock.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(40)).until(() -> answered.get() + wrong.size() == sent.get());
        }

        @Override
        public void close() {
            clock.shutdownNow();
            http.shutdownNow();
        }
    }
}
