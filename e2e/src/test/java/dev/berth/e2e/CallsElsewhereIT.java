package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants' calls to a node of another host, of which nothing can be reached but the port of its agent's tunnel. */
@OwnBerth
class CallsElsewhereIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int TUNNEL = 8444;
    private static final int AGENTS = 8443;
    private static final int CALLS = 30;

    @TempDir
    private Path tokens;

    @Test
    void aCallReachesANodeOfAnotherHostAndFailsClearlyWhileTheWayIsCut() throws Exception {
        Optional<String> missing = HostInNamespace.missing();
        if (missing.isPresent() && System.getenv("BERTH_FORBID_SKIPS") != null) fail(missing.get());
        assumeTrue(missing.isEmpty(), missing::get);
        try (var east = new HostInNamespace("bertheast", 203)) {
            String controlPlane = east.gateway() + ":" + AGENTS;
            east.closeAllButPorts(TUNNEL, AGENTS);
            try (var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", controlPlane))) {
                BerthApi tenant = berth.tenant();
                east.startAgent(controlPlane, "--join", "@" + token(berth.operator()));
                awaitReach(east, berth.operator(), "heard");
                makeNode(tenant);
                URI endpoint = makeEndpoint(tenant);

                for (int i = 0; i < CALLS; i++) {
                    JsonRpc.Answer answer = JsonRpc.call(endpoint, "eth_chainId", "[]");
                    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.json().path("result").asText()).isEqualTo("0x7a69");
                }
                assertThat(hostPort(tenant))
                        .satisfies(port -> assertThatThrownBy(() -> reach(east.address(), port))
                                .as("the node's own port")
                                .isInstanceOf(IOException.class));
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(counted(tenant)).isEqualTo(CALLS));

                east.cut();
                await("calls fail clearly")
                        .atMost(SOON)
                        .until(() -> JsonRpc.call(endpoint, "eth_chainId", "[]").status() == 503);
                awaitReach(east, berth.operator(), "suspect");
                JsonRpc.Answer refused = JsonRpc.call(endpoint, "eth_chainId", "[]");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.json().path("error").path("message").asText())
                        .isNotBlank();

                east.heal();
                awaitReach(east, berth.operator(), "heard");
                await("calls are answered again")
                        .atMost(SOON)
                        .until(() -> JsonRpc.call(endpoint, "eth_chainId", "[]").status() == 200);
            }
        }
    }

    private Path token(BerthApi operator) throws Exception {
        JsonNode issued = operator.perform(
                "/hosts", Map.of(), JsonNodeFactory.instance.objectNode().put("name", "east"));
        return Files.writeString(
                tokens.resolve("east.token"), issued.path("token").asText());
    }

    private static void makeNode(BerthApi tenant) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("name", "on-east").put("template", "anvil");
        node.putObject("constraints").put("host", "east");
        tenant.perform("/nodes", Map.of(), node);
        await("the node is ready")
                .atMost(Duration.ofMinutes(3))
                .until(() -> tenant.get("/nodes/on-east").path("state").asText().equals("READY"));
    }

    private static URI makeEndpoint(BerthApi tenant) {
        JsonNode made = tenant.create(
                "/endpoints",
                Map.of(),
                JsonNodeFactory.instance.objectNode().put("name", "east").put("node", "on-east"));
        URI endpoint = URI.create(made.path("key").path("url").asText());
        await().atMost(SOON).until(() -> JsonRpc.isKeyKnown(endpoint));
        return endpoint;
    }

    private static int hostPort(BerthApi tenant) {
        for (JsonNode unit : tenant.get("/nodes/on-east").path("units")) {
            JsonNode address = unit.path("addresses").path("rpc");
            if (address.isTextual())
                return URI.create("http://" + address.asText()).getPort();
        }
        throw new AssertionError("the node has no address");
    }

    private static void reach(String host, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 2_000);
        }
    }

    private static long counted(BerthApi tenant) {
        long counted = 0;
        for (JsonNode sum : tenant.list("/usage", Map.of("endpoint", "east", "by", "hour"), 100))
            counted += sum.path("calls").asLong();
        return counted;
    }

    private static void awaitReach(HostInNamespace east, BerthApi operator, String reach) {
        await("east is " + reach)
                .atMost(SOON)
                .untilAsserted(() -> assertThat(operator.list("/hosts", Map.of(), 100))
                        .as("its agent says " + east.agentSaid())
                        .anySatisfy(host -> assertThat(host.path("name").asText() + " is "
                                        + host.path("reach").asText())
                                .isEqualTo("east is " + reach)));
    }
}
