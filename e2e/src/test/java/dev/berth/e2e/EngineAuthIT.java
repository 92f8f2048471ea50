package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.BerthApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The two clients of a chain do not let each other in any more (F17): somebody gave one another secret. */
@ExtendWith(SharedBerth.class)
final class EngineAuthIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String POOL = "ethereum-devnet";

    private final BerthInstallation berth;
    private final BerthApi operator;

    EngineAuthIT(BerthInstallation berth) {
        this.berth = berth;
        this.operator = berth.operator();
    }

    @Test
    void aClientWithAnotherSecretIsDegradedWithWhatToDoAndARestartIsThat() throws IOException {
        JsonNode member = member();
        String name = member.path("name").asText();
        awaitState(name, "READY");
        UnitProcesses.Unit unit = UnitProcesses.of(berth)
                .ofNode(member.path("id").asText())
                .findFirst()
                .orElseThrow();
        Path secret = secretOf(unit.name());
        Files.writeString(secret, "00".repeat(32));
        BerthProcesses.kill("KILL", unit.process());

        awaitState(name, "DEGRADED");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                operator.get("/nodes/" + name).path("code").asText())
                        .isEqualTo("ENGINE_AUTH"));
        assertThat(operator.get("/nodes/" + name).path("reason").asText())
                .contains("execution refuses the secret jwt (HTTP 401)", "restart the node");
        assertThat(JsonRpc.call(berth.endpoint(POOL), "eth_blockNumber", "[]").status())
                .as("the other member answers")
                .isEqualTo(200);

        operator.perform("/nodes/" + name + "/restart", Map.of(), null);
        await("it has its secret again")
                .atMost(PATIENCE)
                .until(() -> operator.get("/nodes/" + name).path("generation").asInt()
                        > member.path("generation").asInt());
        awaitState(name, "READY");
    }

    private JsonNode member() {
        return operator.list("/nodes", Map.of("pool", POOL), 10)
                .valueStream()
                .filter(node -> node.path("poolRole").asText().equals("member"))
                .findFirst()
                .orElseThrow();
    }

    private Path secretOf(String unit) throws IOException {
        try (Stream<Path> files = Files.walk(berth.directory())) {
            return files.filter(file -> file.endsWith(Path.of(unit, "secrets", "jwt")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void awaitState(String node, String state) {
        await(node + " is " + state)
                .atMost(PATIENCE)
                .until(() ->
                        operator.get("/nodes/" + node).path("state").asText().equals(state));
    }
}
