package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.installation.Quickstart;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold once things have calmed down, however often processes were killed before. */
record Aftermath(BerthInstallation berth) {
    private static final Set<String> SETTLED = Set.of("READY", "FAILED", "STOPPED", "DELETED");

    void isInOrder() {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    everyOperationEnded();
                    noNodeIsOnItsWay();
                    oneUnitAGenerationRuns();
                });
        endpointsAnswer();
    }

    private void everyOperationEnded() {
        for (JsonNode operation : berth.operator().list("/operations", Map.of(), 10_000)) {
            String state = operation.path("state").asText();
            assertThat(state).as(operation.toString()).isIn("succeeded", "failed", "cancelled");
            if (state.equals("failed"))
                assertThat(operation.path("errorCode").asText())
                        .as(operation.toString())
                        .isNotEmpty();
        }
    }

    private void noNodeIsOnItsWay() {
        for (JsonNode node : berth.operator().list("/nodes", Map.of(), 500))
            assertThat(node.path("state").asText())
                    .as(node.path("name").asText() + ": " + node.path("reason").asText())
                    .isIn(SETTLED);
    }

    private void oneUnitAGenerationRuns() {
        List<String> names = UnitProcesses.of(berth).running().stream()
                .map(UnitProcesses.Unit::name)
                .toList();
        assertThat(names).containsExactlyInAnyOrderElementsOf(UnitProcesses.said(berth));
    }

    private void endpointsAnswer() {
        for (Quickstart.Endpoint endpoint : berth.quickstart().endpoints()) {
            String method = endpoint.network().contains("litecoin") ? "getblockcount" : "eth_blockNumber";
            assertThat(JsonRpc.call(URI.create(endpoint.url()), method, "[]").status())
                    .as(endpoint.network())
                    .isEqualTo(200);
        }
    }
}
