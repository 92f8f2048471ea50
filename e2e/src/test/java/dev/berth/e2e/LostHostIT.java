package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import dev.berth.host.engine.FailPoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole host dies while a dedicated node is made there (F1): its agent, its Docker engine and its units at once. */
@OwnBerth
class LostHostIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration A_NODE_IS_MADE = Duration.ofMinutes(4);

    @TempDir
    private Path tokens;

    @Test
    void theNodeIsMadeElsewhereUnderTheSameOperationAndWhatItLeftGoesWhenTheHostIsBack() throws Exception {
        Optional<String> missing = HostInNamespace.missing();
        if (missing.isPresent() && System.getenv("BERTH_FORBID_SKIPS") != null) fail(missing.get());
        assumeTrue(missing.isEmpty(), missing::get);
        try (var first = new HostInNamespace("berthfirst", 204);
                var second = new HostInNamespace("berthsecond", 205)) {
            String controlPlane = first.gateway() + ":8443";
            var settings = Map.of("BERTH_AGENT_LISTEN", controlPlane, "BERTH_HOST_LOST_SECONDS", "20");
            try (var berth = BerthInstallation.up("process", settings)) {
                BerthApi operator = berth.operator();
                first.armAgent(FailPoint.AFTER_START);
                first.startAgent(controlPlane, "--join", "@" + token(operator, "first"), "--label=for=loss");
                second.startAgent(controlPlane, "--join", "@" + token(operator, "second"), "--label=for=loss");
                awaitReach(operator, "first", "heard");
                awaitReach(operator, "second", "heard");
                operator.perform("/hosts/second/cordon", Map.of(), null);
                String operation = make(berth.tenant());
                assertThat(host(operator)).isEqualTo("first");
                operator.perform("/hosts/second/uncordon", Map.of(), null);

                first.awaitAgentsEnd();
                assertThat(first.containers()).singleElement().asString().endsWith("-g1");
                first.kill();
                awaitReach(operator, "first", "lost");
                await("the same operation ends well").atMost(A_NODE_IS_MADE).until(() -> {
                    String state = operator.get("/operations/" + operation)
                            .path("state")
                            .asText();
                    assertThat(state).isIn("running", "succeeded");
                    return state.equals("succeeded");
                });
                JsonNode node = operator.get("/nodes/mine");
                assertThat(node.path("state").asText()).isEqualTo("READY");
                assertThat(node.path("generation").asInt()).isEqualTo(2);
                assertThat(host(operator)).isEqualTo("second");
                assertThat(second.containers()).singleElement().asString().endsWith("-g2");
                assertThat(events(operator, node)).contains("node.made-elsewhere");
                assertThat(reservedMemory(operator, "first")).isZero();
                assertThat(closeCodes(operator, node)).containsExactlyInAnyOrder("", "HOST_LOST");

                URI endpoint = endpoint(berth.tenant());
                first.startEngine();
                assertThat(first.things()).as("what the host came back with").isNotEmpty();
                first.startAgent(controlPlane);
                await("what was left goes").atMost(SOON).until(() -> {
                    JsonRpc.Answer answer = JsonRpc.call(endpoint, "eth_chainId", "[]");
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    return first.things().isEmpty();
                });
                awaitReach(operator, "first", "heard");
                await("and that is told")
                        .atMost(SOON)
                        .until(() -> events(operator, node).contains("node.left-removed"));
                assertThat(second.containers()).singleElement().asString().endsWith("-g2");
                assertThat(operator.get("/nodes/mine").path("state").asText()).isEqualTo("READY");
                assertThat(reservedMemory(operator, "first")).isZero();
                assertThat(reservedMemory(operator, "second")).isPositive();
            }
        }
    }

    private Path token(BerthApi operator, String host) throws Exception {
        JsonNode issued = operator.perform(
                "/hosts", Map.of(), JsonNodeFactory.instance.objectNode().put("name", host));
        return Files.writeString(
                tokens.resolve(host + ".token"), issued.path("token").asText());
    }

    /** The operation that makes it. */
    private static String make(BerthApi tenant) {
        ObjectNode wanted =
                JsonNodeFactory.instance.objectNode().put("name", "mine").put("template", "anvil");
        wanted.putObject("constraints").putObject("labels").put("for", "loss");
        return tenant.create("/nodes", Map.of(), wanted).path("id").asText();
    }

    private static URI endpoint(BerthApi tenant) {
        JsonNode made = tenant.create(
                "/endpoints",
                Map.of(),
                JsonNodeFactory.instance.objectNode().put("name", "mine").put("node", "mine"));
        URI endpoint = URI.create(made.path("key").path("url").asText());
        await().atMost(SOON).until(() -> JsonRpc.isKeyKnown(endpoint));
        return endpoint;
    }

    private static String host(BerthApi operator) {
        return operator.get("/nodes/mine").path("host").asText();
    }

    private static long reservedMemory(BerthApi operator, String host) {
        return operator.get("/hosts/" + host).at("/reserved/memoryBytes").asLong(-1);
    }

    private static List<String> closeCodes(BerthApi operator, JsonNode node) {
        return operator.list("/leases", Map.of("open", "false"), 100)
                .valueStream()
                .filter(lease -> lease.toString().contains(node.path("id").asText()))
                .map(lease -> lease.path("closeCode").asText(""))
                .map(code -> code.equals("null") ? "" : code)
                .toList();
    }

    private static List<String> events(BerthApi operator, JsonNode node) {
        return operator.list("/events", Map.of("subject", node.path("id").asText()), 100)
                .valueStream()
                .map(event -> event.path("kind").asText())
                .toList();
    }

    private static void awaitReach(BerthApi operator, String host, String reach) {
        await(host + " is " + reach)
                .atMost(SOON)
                .until(() -> operator.list("/hosts", Map.of(), 100)
                        .valueStream()
                        .anyMatch(found -> found.path("name").asText().equals(host)
                                && found.path("reach").asText().equals(reach)));
    }
}
