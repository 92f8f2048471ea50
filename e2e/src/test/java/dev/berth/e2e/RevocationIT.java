package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.cli.client.BerthApi;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an owner changes is soon so at the proxy, and what is called is soon seen by the owner. */
@ExtendWith(SharedBerth.class)
final class RevocationIT {
    private final BerthApi tenant;
    private final String name = "short-lived-" + UUID.randomUUID().toString().substring(0, 8);

    RevocationIT(BerthInstallation berth) {
        this.tenant = berth.tenant();
    }

    @Test
    void aRevokedKeyIsRefusedWithinTwoSeconds() {
        JsonNode endpoint = endpoint();
        URI url = URI.create(endpoint.path("key").path("url").asText());
        serves(url);

        String key = endpoint.path("key").path("id").asText();
        tenant.perform("/endpoints/" + name + "/keys/" + key + "/revoke", Map.of(), null);

        await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    JsonRpc.Answer answer = blockNumber(url);
                    assertThat(answer.status()).isEqualTo(401);
                    assertThat(answer.errorCode()).isEqualTo(-32001);
                });
        tenant.delete("/endpoints/" + name, Map.of());
    }

    @Test
    void aCallIsSeenInTheUsageWithinTenSeconds() {
        URI url = URI.create(endpoint().path("key").path("url").asText());
        serves(url);
        long counted = counted();

        assertThat(blockNumber(url).status()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(counted()).isGreaterThan(counted));
        tenant.delete("/endpoints/" + name, Map.of());
    }

    private JsonNode endpoint() {
        return tenant.create(
                "/endpoints",
                Map.of(),
                JsonNodeFactory.instance.objectNode().put("name", name).put("pool", "ethereum-devnet"));
    }

    /** A new key is known to the proxy a moment after it was made. */
    private static void serves(URI url) {
        await().atMost(Duration.ofSeconds(30)).until(() -> blockNumber(url).status() == 200);
    }

    private static JsonRpc.Answer blockNumber(URI url) {
        return JsonRpc.call(url, "eth_blockNumber", "[]");
    }

    private long counted() {
        long calls = 0;
        for (JsonNode sum : tenant.list("/usage", Map.of("endpoint", name), 500)) {
            calls += sum.path("calls").asLong();
        }
        return calls;
    }
}
