package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.cli.client.BerthApi;
import dev.berth.host.engine.FailPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A real agent ends where it may (F3), while it joins and while nodes are made and deleted on its host, and the next one
 * finishes. At each of these places takes several minutes: {@code -Dberth.e2e.agent-fail-points=all}; otherwise at those after which
 * something is there that nobody has heard of. What only a Docker engine passes is tested in {@code DockerEngineIT}.
 */
@OwnBerth
class AgentFailPointsIT {
    private static final boolean ALL = "all".equals(System.getProperty("berth.e2e.agent-fail-points"));
    private static final Set<FailPoint> USUAL = EnumSet.of(
            FailPoint.BEFORE_EPOCH,
            FailPoint.AFTER_VOLUME,
            FailPoint.AFTER_CREATE,
            FailPoint.SPAWNED,
            FailPoint.BEFORE_KILL,
            FailPoint.AFTER_REMOVE,
            FailPoint.AFTER_REMOVE_NETWORK);
    private static final Set<FailPoint> OF_DOCKER = EnumSet.of(FailPoint.FILES_DELIVERED, FailPoint.CONTAINER_REMOVED);
    private static final List<FailPoint> WHILE_JOINING = List.of(FailPoint.CERTIFIED, FailPoint.IDENTITY_KEPT);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void whatIsMadeAndDeletedIsFinishedByTheNextAgent() throws Exception {
        String controlPlane = "127.0.0.1:" + ProcessHost.freePort();
        Path directory = Files.createTempDirectory("berth-e2e-agent-");
        Program.of("chmod", "711", directory.toString()).run();
        try (var berth = BerthInstallation.up("process", Map.of("BERTH_AGENT_LISTEN", controlPlane));
                var host = new ProcessHost("mortal", directory.resolve("agent"), controlPlane, 22_300)) {
            BerthApi operator = berth.operator();
            joins(host, operator);
            operator.perform("/hosts/local/cordon", Map.of(), null);
            try (var churn = NodeChurn.start(berth, "halted", 1)) {
                var points = new ArrayDeque<>(EnumSet.complementOf(EnumSet.copyOf(OF_DOCKER)));
                points.removeAll(WHILE_JOINING);
                if (!ALL) points.retainAll(USUAL);
                host.killAgent();
                while (!points.isEmpty()) {
                    FailPoint point = points.removeFirst();
                    host.arm(point);
                    host.startAgent();
                    lead(berth, point);
                    await(point.text()).atMost(PATIENCE).until(() -> {
                        churn.goesOn();
                        return host.agentHasEnded();
                    });
                    assertThat(host.agentSaid()).contains("halted at a fail point point=\"" + point.text());
                }
                host.startAgent();
                System.out.println(churn.end() + " nodes were made and deleted meanwhile");
            }
            operator.perform("/hosts/local/uncordon", Map.of(), null);
            nothingIsLeft(operator, host);
            new Aftermath(berth).isInOrder();
        } finally {
            Program.of("rm", "-rf", directory.toString()).run();
        }
    }

    /** Ends at each place of joining, and joins with the same token. */
    private static void joins(ProcessHost host, BerthApi operator) {
        host.arm(WHILE_JOINING.getFirst());
        String token = host.join(operator);
        for (FailPoint next : WHILE_JOINING.subList(1, WHILE_JOINING.size())) {
            await().atMost(PATIENCE).until(host::agentHasEnded);
            host.arm(next);
            host.startAgent("--join", token);
        }
        await().atMost(PATIENCE).until(host::agentHasEnded);
        host.startAgent("--join", token);
        await("the host is heard")
                .atMost(PATIENCE)
                .until(() -> operator.list("/hosts", Map.of(), 10)
                        .valueStream()
                        .anyMatch(found -> found.path("name").asText().equals("mortal")
                                && found.path("reach").asText().equals("heard")));
        for (FailPoint point : WHILE_JOINING)
            assertThat(host.agentSaid()).contains("halted at a fail point point=\"" + point.text());
    }

    /** Brings about what does not come by itself: another epoch, a unit that does not heed its signal. */
    private static void lead(BerthInstallation berth, FailPoint point) {
        switch (point) {
            case BEFORE_EPOCH -> { // which it has not kept when the next one starts
                var processes = BerthProcesses.of(berth);
                long killed = processes.service("control-plane");
                BerthProcesses.kill("KILL", killed);
                processes.isBackAfter(killed, "control-plane");
            }
            case BEFORE_KILL -> deleteOneThatIsDeaf(berth.operator(), berth);
            default -> {}
        }
    }

    private static void deleteOneThatIsDeaf(BerthApi operator, BerthInstallation berth) {
        var wanted = JsonNodeFactory.instance.objectNode().put("name", "deaf").put("template", "anvil");
        operator.perform("/nodes", Map.of(), wanted);
        await("deaf is ready")
                .atMost(PATIENCE)
                .until(() -> operator.get("/nodes/deaf").path("state").asText().equals("READY"));
        JsonNode deaf = operator.get("/nodes/deaf");
        UnitProcesses.of(berth)
                .ofNode(deaf.path("id").asText())
                .forEach(unit -> BerthProcesses.kill("STOP", unit.process()));
        operator.delete("/nodes/deaf", Map.of());
    }

    private static void nothingIsLeft(BerthApi operator, ProcessHost host) {
        await("nothing is left of any node").atMost(PATIENCE).untilAsserted(() -> {
            JsonNode mortal = operator.get("/hosts/mortal");
            assertThat(mortal.path("nodes").asInt()).isZero();
            assertThat(mortal.at("/reserved/memoryBytes").asLong()).isZero();
            for (String kind : List.of("units", "volumes", "networks"))
                try (Stream<Path> things =
                        Files.list(host.directory().resolve("units").resolve(kind))) {
                    assertThat(things.toList()).as(kind).isEmpty();
                }
        });
    }
}
