package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A key is replaced while calls come all the time. */
@ExtendWith(SharedBerth.class)
final class RotationIT {
    private static final int PER_SECOND = 100;
    private static final int OVERLAP_SECONDS = 6;

    private final BerthInstallation berth;
    private final String name = "rotated-" + UUID.randomUUID().toString().substring(0, 8);

    RotationIT(BerthInstallation berth) {
        this.berth = berth;
    }

    @Test
    void noCallFailsWhoeverTakesTheNewKeyWithinTheOverlapAndTheOldOneEnds() throws Exception {
        JsonNode endpoint = berth.tenant()
                .create(
                        "/endpoints",
                        Map.of(),
                        JsonNodeFactory.instance.objectNode().put("name", name).put("pool", "ethereum-devnet"));
        URI old = URI.create(endpoint.at("/key/url").asText());
        await().atMost(Duration.ofSeconds(30)).until(() -> JsonRpc.isKeyKnown(old));
        try (var calls = new SteadyCalls(PER_SECOND, List.of(old))) {
            await().until(() -> calls.answered(200) > PER_SECOND);

            var rotated = berth.berth(
                    "endpoints",
                    "keys",
                    "rotate",
                    name,
                    endpoint.at("/key/id").asText(),
                    "--tenant=demo",
                    "--overlap-seconds=" + OVERLAP_SECONDS,
                    "--output=json");
            assertThat(rotated.exitCode()).as(rotated.output()).isZero();
            URI successor = URI.create(
                    new ObjectMapper().readTree(rotated.output()).path("url").asText());
            await().atMost(Duration.ofSeconds(2)).until(() -> JsonRpc.isKeyKnown(successor));
            Instant end = endOf(endpoint.at("/key/id").asText());

            calls.goTo(List.of(old, successor));
            long atBoth = calls.answered(200);
            await().until(() -> calls.answered(200) > atBoth + PER_SECOND);
            calls.goTo(List.of(successor));
            assertThat(Instant.now()).as("while the old key works").isBefore(end);
            assertThat(JsonRpc.post(old, "[]").status()).isNotEqualTo(401);

            Instant lastServed = Instant.now();
            while (JsonRpc.isKeyKnown(old)) lastServed = Instant.now();
            assertThat(Instant.now()).isAfterOrEqualTo(end);
            assertThat(lastServed).isBefore(end.plusSeconds(1));
            assertThat(JsonRpc.call(old, "eth_chainId", "[]").status()).isEqualTo(401);

            long atNew = calls.answered(200);
            await().until(() -> calls.answered(200) > atNew + PER_SECOND);
            Map<Integer, Long> answers = calls.drain();
            System.out.println("answers through a rotation, by status: " + answers);
            assertThat(answers).containsOnlyKeys(200);
        } finally {
            berth.tenant().delete("/endpoints/" + name, Map.of());
        }
    }

    private Instant endOf(String key) {
        for (JsonNode listed : berth.tenant().list("/endpoints/" + name + "/keys", Map.of(), 100)) {
            if (listed.path("id").asText().equals(key))
                return Instant.parse(listed.path("expiresAt").asText());
        }
        throw new AssertionError("no key " + key);
    }
}
