package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.client.BerthApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two control planes over one database (F26): one is frozen and goes on later, one is cut from the database; the newest alone acts. */
@OwnBerth
final class TwoControlPlanesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String FAR = "far";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theNewestAloneActsWhenTheOtherWasFrozenOrIsCutFromTheDatabase() throws Exception {
        int firstDoor = freePort();
        int secondDoor = freePort();
        try (var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", "127.0.0.1:" + firstDoor));
                var toControlPlane = new Way(firstDoor)) {
            long first = BerthProcesses.of(berth).service("control-plane");
            try (var toDatabase = new Way(port(databaseOf(first).replaceAll("/[^/]*$", "")));
                    var agent = agent(berth, toControlPlane.port());
                    var second = second(berth, first, secondDoor, toDatabase.port());
                    AutoCloseable _ = () -> BerthProcesses.kill("CONT", first)) {
                BerthApi firstApi = berth.operator();
                BerthApi secondApi = new BerthApi(new ApiAccess(
                        URI.create("http://" + environment(second.process()).get("BERTH_HTTP_LISTEN")),
                        berth.quickstart().operatorKey()));
                awaitReach(firstApi);
                node(firstApi, "before");
                awaitReady(firstApi, "before");
                await("the second stands by")
                        .atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> acts(secondApi) == 0);
                assertThat(acts(firstApi)).isOne();

                node(firstApi, "frozen-in");
                firstApi.perform("/nodes/before/restart", Map.of(), null);
                BerthProcesses.kill("STOP", first);
                toControlPlane.leadTo(secondDoor);
                await("the second acts").atMost(PATIENCE).ignoreExceptions().until(() -> acts(secondApi) == 1);
                awaitReady(secondApi, "frozen-in");
                awaitReady(secondApi, "before");
                node(secondApi, "meanwhile");
                awaitReady(secondApi, "meanwhile");

                BerthProcesses.kill("CONT", first);
                await("the first notices").atMost(PATIENCE).ignoreExceptions().until(() -> acts(firstApi) == 0);
                assertThat(acts(secondApi)).isOne();
                oneUnitOfEach(berth, "before", "frozen-in", "meanwhile");

                toDatabase.cut();
                await("the first acts again")
                        .atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> acts(firstApi) == 1);
                toControlPlane.leadTo(firstDoor);
                awaitReach(firstApi);
                node(firstApi, "after");
                awaitReady(firstApi, "after");
                toDatabase.heal();
                await("the second stands by again")
                        .atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> acts(secondApi) == 0);
                assertThat(acts(firstApi)).isOne();
                oneUnitOfEach(berth, "before", "frozen-in", "meanwhile", "after");
                assertThat(firstApi.list("/operations", Map.of(), 100))
                        .allSatisfy(operation ->
                                assertThat(operation.path("state").asText()).isEqualTo("succeeded"));
                for (String node : List.of("before", "frozen-in", "meanwhile", "after"))
                    firstApi.delete("/nodes/" + node, Map.of());
                await("all are gone")
                        .atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> firstApi.list("/operations", Map.of("state", "running"), 100)
                                .isEmpty());
            }
        }
    }

    private static void node(BerthApi api, String name) {
        ObjectNode wanted =
                JsonNodeFactory.instance.objectNode().put("name", name).put("template", "anvil");
        wanted.putObject("constraints").put("host", FAR);
        api.create("/nodes", Map.of(), wanted);
    }

    private static void awaitReady(BerthApi api, String node) {
        await(node).atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(api.get("/nodes/" + node).path("state").asText()).isEqualTo("READY");
            assertThat(api.list("/operations", Map.of("state", "running"), 100)).isEmpty();
        });
    }

    private static void awaitReach(BerthApi api) {
        await(FAR)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> api.get("/hosts/" + FAR).path("reach").asText().equals("heard"));
    }

    /** Whether the control plane reconciles, as it tells Prometheus. */
    private static int acts(BerthApi api) {
        return api.metrics()
                .lines()
                .filter(line -> line.startsWith("berth_control_acts "))
                .map(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static void oneUnitOfEach(BerthInstallation berth, String... nodes) {
        for (String node : nodes) {
            var shown = berth.operator().get("/nodes/" + node);
            assertThat(UnitProcesses.of(berth).ofNode(shown.path("id").asText()))
                    .as(node)
                    .singleElement()
                    .satisfies(unit -> assertThat(unit.name())
                            .endsWith("-g" + shown.path("generation").asInt()));
        }
    }

    /** Another machine's agent, as far as the control planes can tell, on a way of its own to whichever it leads to. */
    private Agent agent(BerthInstallation berth, int controlPlane) throws IOException {
        String token = berth.operator()
                .perform(
                        "/hosts",
                        Map.of(),
                        JsonNodeFactory.instance.objectNode().put("name", FAR))
                .path("token")
                .asText();
        Path file = Files.writeString(folder.resolve("token"), token);
        // Units have users of their own, who have to get to what is below.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return new Agent(
                berth,
                Program.of(
                                Path.of("")
                                        .toAbsolutePath()
                                        .resolveSibling("berth")
                                        .toString(),
                                "agent",
                                "--control-plane=127.0.0.1:" + controlPlane,
                                "--dir=" + folder.resolve("agent"),
                                "--engine=process",
                                "--ports=31950-31989",
                                "--tunnel-listen=127.0.0.1:" + freePort(),
                                "--tunnel-address=127.0.0.1:" + freePort(),
                                "--join",
                                "@" + file)
                        .with("BERTH_SKIP_BUILD", "1")
                        .with("BERTH_ARTIFACT_CACHE", "/var/cache/berth")
                        .start());
    }

    /** Ended with what it has run: nobody else would. */
    private record Agent(BerthInstallation berth, Program.Running program) implements AutoCloseable {
        @Override
        public void close() {
            program.process().destroy();
            program.ended();
            for (var unit : UnitProcesses.of(berth).running())
                if (ProcessHandle.of(unit.process()).isPresent()) BerthProcesses.kill("KILL", unit.process());
        }
    }

    /** A control plane like the first, without a machine of its own. */
    private static Second second(BerthInstallation berth, long first, int door, int database) throws IOException {
        Map<String, String> environment = environment(first);
        Path log = berth.directory().resolve("logs").resolve("second-control-plane.log");
        var builder = new ProcessBuilder(List.of(read(first, "cmdline").split("\0")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "BERTH_HTTP_LISTEN",
                        "127.0.0.1:" + freePort(),
                        "BERTH_GRPC_LISTEN",
                        "127.0.0.1:" + freePort(),
                        "BERTH_AGENT_LISTEN",
                        "127.0.0.1:" + door,
                        "BERTH_LOCAL_HOST",
                        "0",
                        "BERTH_DATABASE_URL",
                        databaseOf(first).replaceAll(":[0-9]+/", ":" + database + "/"),
                        "BERTH_STATE_DIR",
                        Files.createDirectories(berth.directory().resolve("second"))
                                .toString()));
        Process process = builder.start();
        return new Second(process.pid(), process);
    }

    private record Second(long process, Process handle) implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            handle.destroy();
            if (!handle.waitFor(30, TimeUnit.SECONDS)) handle.destroyForcibly();
        }
    }

    private static Map<String, String> environment(long process) throws IOException {
        var environment = new HashMap<String, String>();
        for (String entry : List.of(read(process, "environ").split("\0")))
            if (entry.contains("="))
                environment.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
        return environment;
    }

    private static String databaseOf(long process) throws IOException {
        return Objects.requireNonNull(environment(process).get("BERTH_DATABASE_URL"));
    }

    private static String read(long process, String file) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(process), file), StandardCharsets.ISO_8859_1);
    }

    private static int port(String url) {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
