package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A disk that fills while nodes run (F7): a file system of 3 GiB with an agent and its nodes' data on it. */
@OwnBerth
class DiskPressureIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void whoFillsTheDiskIsStoppedBeforeItIsFullAndRunsOnWithItsDataOnceThereIsRoom() throws Exception {
        Optional<String> missing = SmallDisk.missing();
        if (missing.isPresent() && System.getenv("BERTH_FORBID_SKIPS") != null) fail(missing.get());
        assumeTrue(missing.isEmpty(), missing::get);
        String controlPlane = "127.0.0.1:" + ProcessHost.freePort();
        try (var disk = new SmallDisk(3L << 30);
                var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", controlPlane));
                var host = new ProcessHost("small", disk.directory().resolve("agent"), controlPlane, 22_100)) {
            BerthApi operator = berth.operator();
            host.join(operator);
            JsonNode greedy = readyNode(berth, "greedy");
            readyNode(berth, "modest");
            URI greedyAt = berth.address("greedy");
            assertThat(JsonRpc.call(greedyAt, "anvil_mine", "[\"0x3\"]").status())
                    .isEqualTo(200);

            Path file = host.data(greedy.path("id").asText(), "node").resolve("grown");
            SmallDisk.allocate(file, disk.freeBytes() - (45L << 20));
            awaitState(operator, "greedy", "STOPPED");
            assertThat(operator.get("/nodes/greedy").path("reason").asText())
                    .startsWith("DISK_PRESSURE: its host's disk is full, and the node has 2.");
            assertThat(disk.freeBytes()).as("it was not full by then").isGreaterThan(30L << 20);
            assertThat(operator.get("/nodes/modest").path("state").asText()).isEqualTo("READY");
            JsonNode small = operator.get("/hosts/small");
            assertThat(small.path("closed").asText()).isEqualTo("has a full disk");
            assertThat(small.at("/disk/level").asText()).isEqualTo("full");
            assertThat(berth.berth("nodes", "preview", "--template=anvil", "--host=small")
                            .output())
                    .contains("has a full disk");

            Files.delete(file);
            awaitState(operator, "greedy", "READY");
            assertThat(operator.get("/nodes/greedy").path("generation").asInt()).isOne();
            assertThat(JsonRpc.call(berth.address("greedy"), "eth_blockNumber", "[]")
                            .json()
                            .path("result")
                            .asText())
                    .as("its chain")
                    .isEqualTo("0x3");
            assertThat(operator.get("/hosts/small").path("closed").isNull()).isTrue();
            for (String node : new String[] {"greedy", "modest"}) operator.delete("/nodes/" + node, Map.of());
            await().atMost(SOON)
                    .until(() -> operator.get("/hosts/small").path("nodes").asInt() == 0);
        }
    }

    private static JsonNode readyNode(BerthInstallation berth, String name) {
        ObjectNode wanted =
                JsonNodeFactory.instance.objectNode().put("name", name).put("template", "anvil");
        wanted.putObject("constraints").put("host", "small");
        await("the host is there and takes " + name)
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> berth.operator().perform("/nodes", Map.of(), wanted) != null);
        awaitState(berth.operator(), name, "READY");
        return berth.operator().get("/nodes/" + name);
    }

    private static void awaitState(BerthApi operator, String node, String state) {
        await(node + " is " + state)
                .atMost(SOON)
                .until(() ->
                        operator.get("/nodes/" + node).path("state").asText().equals(state));
    }
}
