package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The clock of a host, and that of all that Berth itself is, is off and jumps (F21): real processes see another time. */
@OwnBerth
class ClocksIT {
    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void aHostWhoseClockIsOffIsToldOfAndCordonedAndItsNodesGoOn() throws Exception {
        required();
        String controlPlane = "127.0.0.1:" + ProcessHost.freePort();
        Path directory = directory();
        var clock = new FakedClock(directory.resolve("clock"));
        try (var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", controlPlane));
                var far = new ProcessHost("far", directory.resolve("far"), controlPlane, 22_600, clock.environment())) {
            BerthApi operator = berth.operator();
            far.join(operator);
            await("far is heard").atMost(SOON).until(() -> host(operator).equals("heard active"));
            operator.create("/nodes", Map.of(), onFar("kept"));
            awaitState(operator, "kept", "READY");
            var bill = new Bill(operator, "kept");

            clock.isOffBy(Duration.ofSeconds(5));
            awaitSaid(operator, "host.clock-skewed", " ms ahead");
            assertThat(host(operator)).as("warned of, and used").isEqualTo("heard active");
            assertThat(isPlaced(operator)).isTrue();
            bill.isRight();

            clock.isOffBy(Duration.ofSeconds(30));
            await("far is cordoned").atMost(SOON).until(() -> host(operator).equals("heard cordoned"));
            awaitSaid(operator, "host.cordoned", " ms ahead");
            assertThat(isPlaced(operator)).isFalse();
            assertThat(state(operator, "kept")).isEqualTo("READY");
            bill.isRight();

            clock.isOffBy(Duration.ofSeconds(-30));
            awaitSaid(operator, "host.clock-skewed", " ms behind");
            assertThat(host(operator)).isEqualTo("heard cordoned");
            operator.perform("/nodes/kept/restart", Map.of(), null);
            await("it is restarted there")
                    .atMost(SOON)
                    .until(() -> operator.get("/nodes/kept").path("generation").asInt() == 2
                            && state(operator, "kept").equals("READY"));
            bill.isRight();

            clock.isOffBy(Duration.ZERO);
            await("far takes nodes again")
                    .atMost(SOON)
                    .until(() -> host(operator).equals("heard active"));
            awaitSaid(operator, "host.uncordoned", "its clock is right again");
            assertThat(isPlaced(operator)).isTrue();
            bill.isRight();
            operator.delete("/nodes/kept", Map.of());
            await("nothing is left").atMost(SOON).until(() -> nodes(operator).isEmpty());
        } finally {
            Program.of("rm", "-rf", directory.toString()).run();
        }
    }

    @Test
    void whenTheClockOfTheDatabaseAndTheControlPlaneJumpsNodesGoOnAndNoTimeIsChargedTwiceOrBelowNothing()
            throws Exception {
        required();
        Path directory = directory();
        var clock = new FakedClock(directory.resolve("clock"));
        try (var berth = BerthInstallation.up("process", clock.environment())) {
            BerthApi operator = berth.operator();
            operator.create(
                    "/nodes",
                    Map.of(),
                    JsonNodeFactory.instance.objectNode().put("name", "kept").put("template", "anvil"));
            awaitState(operator, "kept", "READY");
            var bill = new Bill(operator, "kept");
            for (Duration jump : List.of(Duration.ofHours(-1), Duration.ofHours(1), Duration.ZERO)) {
                clock.isOffBy(jump);
                operator.perform("/nodes/kept/stop", Map.of(), null);
                awaitState(operator, "kept", "STOPPED");
                bill.isRight();
                operator.perform("/nodes/kept/start", Map.of(), null);
                awaitState(operator, "kept", "READY");
                bill.isRight();
                kill(berth, operator);
                awaitState(operator, "kept", "READY");
                bill.isRight();
            }
            operator.delete("/nodes/kept", Map.of());
            await("nothing is left").atMost(SOON).until(() -> nodes(operator).isEmpty());
        } finally {
            Program.of("rm", "-rf", directory.toString()).run();
        }
    }

    /** What a node's lease was served for: never less than before, and never more than it can have been. */
    private static final class Bill {
        private final BerthApi operator;
        private final String lease;
        private final long begun = System.nanoTime();
        private final long atFirst;
        private long last;

        Bill(BerthApi operator, String node) {
            this.operator = operator;
            this.lease = operator.get("/nodes/" + node).at("/lease/id").asText();
            this.atFirst = seconds();
        }

        private long seconds() {
            return operator.get("/leases/" + lease).path("servedSeconds").asLong();
        }

        void isRight() {
            long now = seconds();
            assertThat(now).isGreaterThanOrEqualTo(last);
            assertThat(now - atFirst)
                    .isLessThanOrEqualTo(
                            Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 2);
            last = now;
        }
    }

    private static void required() {
        Optional<String> missing = FakedClock.missing();
        if (missing.isPresent() && System.getenv("BERTH_FORBID_SKIPS") != null) fail(missing.get());
        assumeTrue(missing.isEmpty(), missing::get);
    }

    /** That units under users of their own may look into. */
    private static Path directory() throws IOException {
        Path directory = Files.createTempDirectory("berth-e2e-clocks-");
        Program.of("chmod", "711", directory.toString()).run();
        return directory;
    }

    /** Its unit comes back, by what the restarted one is told of the time it ran. */
    private static void kill(BerthInstallation berth, BerthApi operator) {
        String id = operator.get("/nodes/kept").path("id").asText();
        int starts = operator.get("/nodes/kept").at("/units/0/starts").asInt();
        UnitProcesses.of(berth).ofNode(id).forEach(unit -> BerthProcesses.kill("KILL", unit.process()));
        await("it is started again")
                .atMost(SOON)
                .until(() -> operator.get("/nodes/kept").at("/units/0/starts").asInt() > starts);
    }

    private static String host(BerthApi operator) {
        return operator.list("/hosts", Map.of(), 10)
                .valueStream()
                .filter(host -> host.path("name").asText().equals("far"))
                .map(host ->
                        host.path("reach").asText() + " " + host.path("state").asText())
                .findFirst()
                .orElse("");
    }

    private static ObjectNode onFar(String name) {
        ObjectNode wanted =
                JsonNodeFactory.instance.objectNode().put("name", name).put("template", "anvil");
        wanted.putObject("constraints").put("host", "far");
        return wanted;
    }

    private static boolean isPlaced(BerthApi operator) {
        return operator.perform("/nodes/preview", Map.of(), onFar("another"))
                .path("placeable")
                .asBoolean();
    }

    private static String state(BerthApi operator, String node) {
        return operator.get("/nodes/" + node).path("state").asText();
    }

    private static void awaitState(BerthApi operator, String node, String state) {
        await(node + " is " + state)
                .atMost(SOON)
                .until(() -> state(operator, node).equals(state));
    }

    private static List<JsonNode> nodes(BerthApi operator) {
        return operator.list("/nodes", Map.of(), 100)
                .valueStream()
                .filter(node -> node.path("name").asText().equals("kept"))
                .toList();
    }

    private static void awaitSaid(BerthApi operator, String kind, String words) {
        await(kind)
                .atMost(SOON)
                .until(() -> operator.list("/events", Map.of("kind", kind), 100)
                        .valueStream()
                        .anyMatch(event -> event.path("reason").asText().contains(words)));
    }
}
