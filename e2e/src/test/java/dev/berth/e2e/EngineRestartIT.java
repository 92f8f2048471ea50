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

/** A host's engine ends and comes back, with its units and without (F9), and somebody removes a unit (F12). */
@OwnBerth
class EngineRestartIT {
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private Path tokens;

    @Test
    void aNodeIsReadyAgainByItselfWithOneUnitOfItsGeneration() throws Exception {
        Optional<String> missing = HostInNamespace.missing();
        if (missing.isPresent() && System.getenv("BERTH_FORBID_SKIPS") != null) fail(missing.get());
        assumeTrue(missing.isEmpty(), missing::get);
        try (var far = new HostInNamespace("berthfar", 203)) {
            String controlPlane = far.gateway() + ":8443";
            try (var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", controlPlane))) {
                BerthApi operator = berth.operator();
                join(operator, far, controlPlane);
                node(operator);
                awaitReady(operator, far, "");
                List<String> atFirst = far.containers();

                far.stopEngine();
                awaitDegraded(operator);
                far.startEngine("--live-restore");
                awaitReady(operator, far, "");
                assertThat(far.containers()).as("started again, not made again").isEqualTo(atFirst);
                long process = far.process(atFirst.getFirst());

                far.stopEngine();
                assertThat(ProcessHandle.of(process))
                        .as("it runs without its engine")
                        .isPresent();
                await("the host is suspect")
                        .atMost(SOON)
                        .until(() -> reach(operator).equals("suspect"));
                far.startEngine("--live-restore");
                awaitReady(operator, far, "");
                assertThat(far.process(far.containers().getFirst()))
                        .as("taken over")
                        .isEqualTo(process);

                String removed = far.containers().getFirst();
                long ends = ends(operator);
                far.remove(removed);
                awaitReady(operator, far, removed);
                JsonNode node = operator.get("/nodes/kept");
                assertThat(node.path("generation").asInt()).isOne();
                assertThat(ends(operator)).as("the removal is told").isGreaterThan(ends);
                assertThat(events(operator, node)).noneMatch(said -> said.contains("CRASH_LOOP"));
                operator.delete("/nodes/kept", Map.of());
                await("nothing is left")
                        .atMost(SOON)
                        .until(() -> far.containers().isEmpty());
            }
        }
    }

    private void join(BerthApi operator, HostInNamespace far, String controlPlane) throws Exception {
        JsonNode issued = operator.perform(
                "/hosts", Map.of(), JsonNodeFactory.instance.objectNode().put("name", "far"));
        Path token =
                Files.writeString(tokens.resolve("far"), issued.path("token").asText());
        far.startAgent(controlPlane, "--join", "@" + token);
        await("far is heard").atMost(SOON).until(() -> reach(operator).equals("heard"));
    }

    private static String reach(BerthApi operator) {
        return operator.list("/hosts", Map.of(), 10)
                .valueStream()
                .filter(host -> host.path("name").asText().equals("far"))
                .map(host -> host.path("reach").asText())
                .findFirst()
                .orElse("");
    }

    private static long ends(BerthApi operator) {
        return events(operator, operator.get("/nodes/kept")).stream()
                .filter(said -> said.contains("unit.ended"))
                .count();
    }

    private static void node(BerthApi operator) {
        ObjectNode wanted =
                JsonNodeFactory.instance.objectNode().put("name", "kept").put("template", "anvil");
        wanted.putObject("constraints").put("host", "far");
        operator.create("/nodes", Map.of(), wanted);
    }

    /** By one container, which is another than {@code gone}. */
    private static void awaitReady(BerthApi operator, HostInNamespace far, String gone) {
        await("kept is ready").atMost(SOON).untilAsserted(() -> {
            assertThat(operator.get("/nodes/kept").path("state").asText()).isEqualTo("READY");
            assertThat(far.containers())
                    .singleElement()
                    .asString()
                    .endsWith("-g1")
                    .isNotEqualTo(gone);
        });
    }

    private static void awaitDegraded(BerthApi operator) {
        await("it is down with its engine")
                .atMost(SOON)
                .until(() -> !operator.get("/nodes/kept").path("state").asText().equals("READY"));
    }

    private static List<String> events(BerthApi operator, JsonNode node) {
        return operator.list("/events", Map.of("subject", node.path("id").asText()), 100)
                .valueStream()
                .map(JsonNode::toString)
                .toList();
    }
}
