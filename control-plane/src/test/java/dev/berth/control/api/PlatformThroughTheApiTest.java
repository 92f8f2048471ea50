package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlatformThroughTheApiTest {
    private static final String PROXY = "00000000-0000-0000-0000-00000000000a";

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        api.execute("""
            insert into proxy (proxy_id, connected, routing_version) values ('%1$s', true, 1);
            update feed_version set version = 5 where feed_table = 'routing';
            insert into usage_epoch (epoch, proxy_id, complete_until)
            values ('00000000-0000-0000-0000-000000000001', '%1$s', '2026-11-01T00:00:00Z');
            insert into control_plane_epoch (instance) values ('00000000-0000-0000-0000-0000000000c1');
            insert into event (actor, kind, subject_kind, subject_id, reason)
            values ('test', 'node.ready', 'node', 'of-severities', ''), ('test', 'node.degraded', 'node', 'of-severities', ''),
                   ('test', 'node.failed', 'node', 'of-severities', '')\
            """.formatted(PROXY));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void saysHowDatabaseReconcilerAndProxiesAre() {
        JsonNode platform = api.get("/api/v1/platform", api.operator()).json();
        assertThat(platform.at("/database/migration").asText()).isNotEmpty();
        assertThat(platform.at("/database/bytes").asLong()).isPositive();
        assertThat(platform.at("/database/answersMillis").asDouble()).isPositive();
        assertThat(platform.at("/reconciler/here").asBoolean())
                .as("no reconciler in this process")
                .isFalse();
        assertThat(platform.at("/reconciler/lanes")).isEmpty();
        assertThat(platform.at("/reconciler/leader/epoch").asLong()).isPositive();
        JsonNode proxy = platform.at("/proxies/0");
        assertThat(proxy.get("id").asText()).isEqualTo(PROXY);
        assertThat(proxy.at("/behind/routing").asLong()).isEqualTo(4);
        assertThat(Instant.parse(proxy.get("usageUntil").asText())).isEqualTo("2026-11-01T00:00:00Z");
    }

    @Test
    void isForOperators() {
        assertThat(api.get("/api/v1/platform", api.tenantKey("acme", "owner")).status())
                .isEqualTo(403);
    }

    @Test
    void eventsAreFoundByTheirLeastSeverity() {
        assertThat(kinds("")).containsExactly("node.failed", "node.degraded", "node.ready");
        assertThat(kinds("&severity=info")).hasSize(3);
        assertThat(kinds("&severity=warning")).containsExactly("node.failed", "node.degraded");
        assertThat(kinds("&severity=critical")).containsExactly("node.failed");
        assertThat(api.get("/api/v1/events?subject=of-severities", api.operator())
                        .json()
                        .at("/items/0/severity")
                        .asText())
                .isEqualTo("critical");
    }

    private static Iterable<String> kinds(String query) {
        return api.get("/api/v1/events?subject=of-severities" + query, api.operator())
                .json()
                .get("items")
                .valueStream()
                .map(event -> event.get("kind").asText())
                .toList();
    }
}
