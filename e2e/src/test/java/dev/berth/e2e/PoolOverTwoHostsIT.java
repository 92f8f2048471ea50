package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A pool whose members are chains of their own, a primary and a standby, each on a host of its own, of which one dies. */
@OwnBerth
class PoolOverTwoHostsIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int CALLS = 50;

    @Test
    void whenTheHostOfThePrimaryDiesTheStandbyOfTheOtherHostTakesItsCalls() throws Exception {
        String controlPlane = "127.0.0.1:" + ProcessHost.freePort();
        Path directory = Files.createTempDirectory("berth-e2e-hosts-");
        Program.of("chmod", "711", directory.toString()).run();
        try (var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", controlPlane));
                var north = new ProcessHost("north", directory.resolve("north"), controlPlane, 22_400);
                var south = new ProcessHost("south", directory.resolve("south"), controlPlane, 22_500)) {
            BerthApi operator = berth.operator();
            north.join(operator, "--label=for=chains");
            south.join(operator, "--label=for=chains");
            await("both hosts are heard")
                    .atMost(SOON)
                    .until(() -> operator.list("/hosts", Map.of(), 10)
                                    .valueStream()
                                    .filter(host -> host.path("reach").asText().equals("heard"))
                                    .count()
                            == 3);
            pool(operator);
            Map<String, String> heights = mine(berth);
            assertThat(heights).as("members by host").containsOnlyKeys("north", "south");

            URI endpoint = endpoint(berth.tenant());
            String before = height(endpoint);
            String dying = before.equals(heights.get("north")) ? "north" : "south";
            String other = dying.equals("north") ? "south" : "north";
            assertThat(before).isEqualTo(heights.get(dying));
            ProcessHost died = dying.equals("north") ? north : south;
            died.killAgent();
            UnitProcesses.of(berth)
                    .ofNode(member(operator, dying).path("id").asText())
                    .forEach(unit -> BerthProcesses.kill("KILL", unit.process()));

            await("the standby answers")
                    .atMost(SOON)
                    .until(() -> height(endpoint).equals(heights.get(other)));
            for (int i = 0; i < CALLS; i++)
                assertThat(height(endpoint)).as("of one chain").isEqualTo(heights.get(other));

            died.startAgent("--label=for=chains");
            awaitReady(operator);
            assertThat(operator.get("/pools/chains").path("wantedSize").asInt()).isEqualTo(2);
            List<String> members = operator.list("/nodes", Map.of("pool", "chains"), 10)
                    .valueStream()
                    .map(node -> node.path("id").asText())
                    .toList();
            assertThat(members).hasSize(2);
            berth.tenant().delete("/endpoints/chains", Map.of());
            operator.delete("/pools/chains", Map.of());
            await("nothing is left")
                    .atMost(SOON)
                    .until(() -> members.stream()
                            .flatMap(UnitProcesses.of(berth)::ofNode)
                            .findAny()
                            .isEmpty());
        } finally {
            Program.of("rm", "-rf", directory.toString()).run();
        }
    }

    private static void pool(BerthApi operator) {
        ObjectNode wanted = JsonNodeFactory.instance
                .objectNode()
                .put("name", "chains")
                .put("template", "anvil")
                .put("size", 2);
        wanted.putObject("constraints").putObject("labels").put("for", "chains");
        operator.create("/pools", Map.of(), wanted);
        awaitReady(operator);
    }

    private static void awaitReady(BerthApi operator) {
        await("both members are ready")
                .atMost(SOON)
                .until(() -> operator.get("/pools/chains").path("readySize").asInt() == 2);
    }

    /** Makes the chains differ in height; gives each, by the host that it is on. */
    private static Map<String, String> mine(BerthInstallation berth) {
        var heights = new HashMap<String, String>();
        int blocks = 3;
        for (JsonNode node : berth.operator().list("/nodes", Map.of("pool", "chains"), 10)) {
            URI address = berth.address(node.path("name").asText());
            JsonRpc.call(address, "anvil_mine", "[\"0x" + blocks + "\"]");
            heights.put(node.path("host").asText(), "0x" + blocks);
            blocks += 2;
        }
        return heights;
    }

    private static JsonNode member(BerthApi operator, String host) {
        return operator.list("/nodes", Map.of("pool", "chains"), 10)
                .valueStream()
                .filter(node -> node.path("host").asText().equals(host))
                .findFirst()
                .orElseThrow();
    }

    private static URI endpoint(BerthApi tenant) {
        JsonNode made = tenant.create(
                "/endpoints",
                Map.of(),
                JsonNodeFactory.instance.objectNode().put("name", "chains").put("pool", "chains"));
        URI endpoint = URI.create(made.path("key").path("url").asText());
        await("the proxy answers").atMost(SOON).until(() -> !height(endpoint).isEmpty());
        return endpoint;
    }

    /** Empty while nobody answers. */
    private static String height(URI endpoint) {
        JsonRpc.Answer answer = JsonRpc.call(endpoint, "eth_blockNumber", "[]");
        return answer.status() == 200 ? answer.json().path("result").asText() : "";
    }
}
