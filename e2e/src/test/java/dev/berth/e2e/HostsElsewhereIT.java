package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts beside the control plane's own, each a Docker engine with an agent in a network namespace of its own. */
@OwnBerth
class HostsElsewhereIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path tokens;

    @Test
    void nodesOutliveTheirAgentAndTheWayToThemAndAreOneGenerationAfterwards() throws Exception {
        Optional<String> missing = HostInNamespace.missing();
        if (missing.isPresent() && System.getenv("BERTH_FORBID_SKIPS") != null) fail(missing.get());
        assumeTrue(missing.isEmpty(), missing::get);
        try (var north = new HostInNamespace("berthnorth", 201);
                var south = new HostInNamespace("berthsouth", 202)) {
            String controlPlane = north.gateway() + ":8443";
            try (var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", controlPlane))) {
                BerthApi operator = berth.operator();
                Path token = token(operator, "north");
                north.startAgent(controlPlane, "--join", "@" + token);
                south.startAgent(controlPlane, "--join", "@" + token(operator, "south"));
                awaitReach(operator, "north", "heard");
                awaitReach(operator, "south", "heard");
                for (String host : List.of("north", "south")) {
                    operator.perform(
                            "/nodes",
                            Map.of(),
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("name", "on-" + host)
                                    .put("template", "anvil")
                                    .set(
                                            "constraints",
                                            JsonNodeFactory.instance
                                                    .objectNode()
                                                    .put("host", host)));
                }
                awaitState(operator, "on-north", "READY");
                awaitState(operator, "on-south", "READY");
                List<String> before = north.containers();
                assertThat(before).hasSize(1);

                north.killAgent();
                awaitReach(operator, "north", "suspect");
                assertThat(state(operator, "on-north")).isEqualTo("DEGRADED");
                assertThat(north.containers()).isEqualTo(before);
                north.startAgent(controlPlane);
                awaitReach(operator, "north", "heard");
                awaitState(operator, "on-north", "READY");
                assertThat(north.containers())
                        .as("units that the agent took over")
                        .isEqualTo(before);

                south.cut();
                awaitReach(operator, "south", "suspect");
                operator.perform("/nodes/on-south/restart", Map.of(), null);
                assertThat(south.containers()).singleElement().asString().endsWith("-g1");
                south.heal();
                awaitReach(operator, "south", "heard");
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(south.containers())
                                .singleElement()
                                .asString()
                                .endsWith("-g2"));
                awaitState(operator, "on-south", "READY");

                operator.perform("/hosts/north/revoke", Map.of(), null);
                awaitReach(operator, "north", "suspect");
                await().atMost(SOON).until(() -> north.agentSaid().contains("the host must join again"));
                assertThat(north.containers()).isEqualTo(before);
                north.killAgent();
                Files.delete(token);
                north.startAgent(controlPlane, "--join", "@" + token(operator, "north"));
                awaitReach(operator, "north", "heard");
                awaitState(operator, "on-north", "READY");
                assertThat(north.containers()).isEqualTo(before);
            }
        }
    }

    @Test
    void aDrainedHostHasItsPoolsMemberReplacedElsewhereBeforeItGoesAndIsDecommissioned() throws Exception {
        Optional<String> missing = HostInNamespace.missing();
        if (missing.isPresent() && System.getenv("BERTH_FORBID_SKIPS") != null) fail(missing.get());
        assumeTrue(missing.isEmpty(), missing::get);
        try (var north = new HostInNamespace("berthnorth", 201);
                var south = new HostInNamespace("berthsouth", 202)) {
            String controlPlane = north.gateway() + ":8443";
            try (var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", controlPlane))) {
                BerthApi operator = berth.operator();
                north.startAgent(controlPlane, "--join", "@" + token(operator, "north"), "--label=for=chains");
                awaitReach(operator, "north", "heard");
                ObjectNode wanted = JsonNodeFactory.instance
                        .objectNode()
                        .put("name", "chains")
                        .put("template", "anvil")
                        .put("size", 1);
                wanted.putObject("constraints").putObject("labels").put("for", "chains");
                operator.create("/pools", Map.of(), wanted);
                awaitReady(operator, "chains");

                assertThat(berth.berth("hosts", "drain", "north").exitCode()).isZero();
                await("the drain says why nothing moves")
                        .atMost(SOON)
                        .until(() -> operator.get("/hosts/north")
                                .at("/drain/remaining/0/said")
                                .asText()
                                .contains("north: is being drained"));
                south.startAgent(controlPlane, "--join", "@" + token(operator, "south"), "--label=for=chains");
                await("north is empty").atMost(Duration.ofMinutes(3)).until(() -> {
                    assertThat(operator.get("/pools/chains").path("readySize").asInt())
                            .as("members that serve meanwhile")
                            .isPositive();
                    return !operator.get("/hosts/north").at("/drain/emptyAt").isNull();
                });
                assertThat(north.containers()).isEmpty();
                assertThat(south.containers()).hasSize(1);
                JsonNode member =
                        operator.list("/nodes", Map.of("pool", "chains"), 10).get(0);
                assertThat(member.path("state").asText()).isEqualTo("READY");
                assertThat(member.path("host").asText()).isEqualTo("south");

                assertThat(berth.berth("hosts", "decommission", "south").exitCode())
                        .as("it is not empty")
                        .isNotZero();
                assertThat(berth.berth("hosts", "decommission", "north").exitCode())
                        .isZero();
                assertThat(operator.get("/hosts/north").path("state").asText()).isEqualTo("decommissioned");
                await().atMost(SOON).until(() -> north.agentSaid().contains("the host must join again"));
            }
        }
    }

    private static void awaitReady(BerthApi operator, String pool) {
        await(pool + " is ready").atMost(Duration.ofMinutes(3)).until(() -> {
            JsonNode now = operator.get("/pools/" + pool);
            return now.path("readySize").asInt() == now.path("wantedSize").asInt();
        });
    }

    private Path token(BerthApi operator, String host) throws Exception {
        JsonNode issued = operator.perform(
                "/hosts", Map.of(), JsonNodeFactory.instance.objectNode().put("name", host));
        return Files.writeString(
                tokens.resolve(host + ".token"), issued.path("token").asText());
    }

    private static void awaitReach(BerthApi operator, String host, String reach) {
        await(host + " is " + reach)
                .atMost(SOON)
                .until(() -> operator.list("/hosts", Map.of(), 100)
                        .valueStream()
                        .anyMatch(found -> found.path("name").asText().equals(host)
                                && found.path("reach").asText().equals(reach)));
    }

    private static String state(BerthApi operator, String node) {
        return operator.get("/nodes/" + node).path("state").asText();
    }

    private static void awaitState(BerthApi operator, String node, String state) {
        await(node + " is " + state)
                .atMost(Duration.ofMinutes(3))
                .until(() -> state(operator, node).equals(state));
    }
}
