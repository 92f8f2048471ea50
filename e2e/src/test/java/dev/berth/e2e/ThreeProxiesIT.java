package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A tenant at ten times its limit over three real proxies, with their control plane and without. */
@ExtendWith(SharedBerth.class)
final class ThreeProxiesIT {
    private static final int LIMIT = 60;
    private static final int MOST_WINDOWS = 6;
    private static final Duration WINDOW = Duration.ofSeconds(6);

    private final BerthInstallation berth;
    private final BerthProcesses processes;
    private final String name = "shared-limit-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder;

    private ProxyReplica second;
    private ProxyReplica third;
    private List<URI> everywhere;

    ThreeProxiesIT(BerthInstallation berth) {
        this.berth = berth;
        this.processes = BerthProcesses.of(berth);
    }

    @BeforeEach
    void start() throws Exception {
        JsonNode endpoint = berth.tenant()
                .create(
                        "/endpoints",
                        Map.of(),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("name", name)
                                .put("pool", "ethereum-devnet")
                                .put("callsPerSecond", LIMIT));
        URI url = URI.create(endpoint.at("/key/url").asText());
        second = new ProxyReplica(berth, folder.resolve("second"));
        third = new ProxyReplica(berth, folder.resolve("third"));
        everywhere = List.of(url, second.at(url), third.at(url));
        for (URI each : everywhere) await().atMost(Duration.ofSeconds(30)).until(() -> JsonRpc.isKeyKnown(each));
    }

    @AfterEach
    void stop() {
        processes.areReady();
        berth.tenant().delete("/endpoints/" + name, Map.of());
        second.close();
        third.close();
    }

    /** What is accepted in a second, for so long. */
    private double accepted(String when, SteadyCalls calls, Duration during) {
        long begin = System.nanoTime();
        long before = calls.answered(200);
        await().pollDelay(during).atMost(during.multipliedBy(2)).until(() -> true);
        double perSecond = (calls.answered(200) - before) / ((System.nanoTime() - begin) / 1e9);
        System.out.printf("%s: %.1f calls per second of %d are accepted%n", when, perSecond, LIMIT);
        return perSecond;
    }

    /** What was saved up while calls were slow to come is spent first: the limit holds in a window soon after. */
    private void settled(String when, SteadyCalls calls, double limit) {
        double last = 0;
        for (int i = 0; i < MOST_WINDOWS && Math.abs(last - limit) > limit * 0.02; i++)
            last = accepted(when, calls, WINDOW);
        assertThat(last).isCloseTo(limit, withinPercentage(2));
    }

    @Test
    void theLimitIsWhatIsAcceptedAndWithoutAControlPlaneNoMore() throws Exception {
        try (var calls = new SteadyCalls(10 * LIMIT, everywhere)) {
            long begin = System.nanoTime();
            settled("all three", calls, LIMIT);
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat((double) calls.answered(200))
                    .as("at most the limit all the time, and a second's burst")
                    .isLessThan(LIMIT * 1.02 * (seconds + 1));

            long controlPlane = processes.killAndFreeze("control-plane");
            try {
                settled("control plane killed", calls, LIMIT);
                calls.goTo(everywhere.subList(0, 1));
                settled("one proxy alone, without a control plane", calls, LIMIT / 3.0);
            } finally {
                BerthProcesses.kill("CONT", controlPlane);
            }
            assertThat(calls.drain()).containsOnlyKeys(200, 429);
        }
    }
}
