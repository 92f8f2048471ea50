package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsThroughTheApiTest {
    private static RunningApi api;
    private static String owner;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        owner = api.tenantKey("acme", "owner");
        api.post("/api/v1/nodes", owner, "{\"name\": \"mine\", \"template\": \"anvil\"}");
        api.execute("""
            insert into node_sample (node_id, step_seconds, at, cpu_millis, memory_bytes, disk_bytes, head, peers)
            select node_id, 60, date_trunc('minute', now()) - i * interval '1 minute', 125, 1000, 5000 - i, 100 - i, null
            from node, generate_series(0, 29) as i where name = 'mine'\
            """);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aNodesHistoryIsAnArrayOfSamplesTheOldestFirst() {
        JsonNode metrics = api.get("/api/v1/nodes/mine/metrics", owner).json();
        assertThat(metrics.at("/node/name").asText()).isEqualTo("mine");
        assertThat(metrics.get("step").asInt()).isEqualTo(60);
        assertThat(metrics.get("samples")).hasSize(30);
        JsonNode last = metrics.at("/samples/29");
        assertThat(last.get("cpuCores").decimalValue()).isEqualByComparingTo("0.125");
        assertThat(last.get("memoryBytes").asLong()).isEqualTo(1000);
        assertThat(last.get("diskBytes").asLong()).isEqualTo(5000);
        assertThat(last.get("head").asLong()).isEqualTo(100);
        assertThat(last.get("peers").isNull()).isTrue();
        assertThat(metrics.at("/now/diskGrowthBytesPerDay").asLong()).isEqualTo(1440);
        assertThat(metrics.at("/now/heldDiskBytes").asLong()).isPositive();
        assertThat(metrics.at("/now/diskDaysLeft").asDouble()).isPositive();
    }

    @Test
    void aStepJoinsSamples() {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        JsonNode metrics = api.get(
                        "/api/v1/nodes/mine/metrics?step=3600&from=" + hour.minus(2, ChronoUnit.HOURS) + "&to="
                                + hour.plus(1, ChronoUnit.HOURS),
                        owner)
                .json();
        assertThat(metrics.get("samples").size()).isBetween(1, 2);
        assertThat(metrics.get("samples")
                        .get(metrics.get("samples").size() - 1)
                        .get("head")
                        .asLong())
                .isEqualTo(100);
    }

    @Test
    void theNewestSampleIsShownWithTheNode() {
        JsonNode node = api.get("/api/v1/nodes/mine", owner).json();
        assertThat(node.at("/metrics/memoryBytes").asLong()).isEqualTo(1000);
        api.post("/api/v1/nodes", owner, "{\"name\": \"young\", \"template\": \"anvil\"}");
        assertThat(api.get("/api/v1/nodes/young", owner).json().get("metrics").isNull())
                .isTrue();
    }

    @Test
    void aStretchThatIsNoneIsRefusedByItsField() {
        var answer = api.get("/api/v1/nodes/mine/metrics?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", owner);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("query:from");
        var fine =
                api.get("/api/v1/nodes/mine/metrics?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&step=60", owner);
        assertThat(fine.json().at("/errors/0/pointer").asText()).isEqualTo("query:step");
    }

    @Test
    void prometheusReadsTheProcessWithAnOperatorsKey() {
        assertThat(api.get("/metrics", owner).status()).isEqualTo(403);
        assertThat(api.get("/metrics", api.operator()).text())
                .contains("berth_control_nodes{desired=\"running\",network=\"anvil\",ready=\"false\"}")
                .contains("berth_control_hosts{reach=\"heard\",state=\"active\"} 1.0")
                .contains("berth_control_requests_seconds_count{operation=\"createNode\",status=\"202\"}")
                .contains("jvm_memory_used_bytes");
    }
}
