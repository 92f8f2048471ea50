package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.cli.client.BerthApi;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool loses a member, and nobody who calls it notices. */
@ExtendWith(SharedBerth.class)
final class MemberLossIT {
    private static final int TIMES = Integer.getInteger("berth.e2e.losses", 3);
    private static final String PACE = System.getProperty("berth.e2e.pace", "300");
    private static final String POOL = "ethereum-devnet";

    private final BerthInstallation berth;
    private final BerthApi operator;

    MemberLossIT(BerthInstallation berth) {
        this.berth = berth;
        this.operator = berth.operator();
    }

    @BeforeEach
    void allMembersAreThere() {
        members().forEach(this::isReady);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP"})
    void noCallFailsWhenAMemberIsStoppedBySignal(String signal) throws IOException {
        JsonNode seen;
        try (var load = Program.script("load.mjs")
                .with("BERTH_URL", berth.endpoint(POOL).toString())
                .with("BERTH_PACE", PACE)
                .startTalking()) {
            for (int i = 0; i < TIMES; i++) {
                JsonNode member = members().get(i % 2);
                long eventsBefore = lastEvent();
                List<String> processes = processes(member);
                assertThat(processes).isNotEmpty();

                for (String process : processes)
                    Program.of("kill", "-" + signal, process).start().ended();

                await().atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(500))
                        .untilAsserted(() ->
                                assertThat(processes(member)).isNotEmpty().doesNotContainAnyElementsOf(processes));
                isReady(member);
                assertThat(reasons(member, eventsBefore)).isNotEmpty();
            }
            load.endInput();
            seen = new ObjectMapper().readTree(load.printed());
        }
        System.out.printf(
                "%d members lost by SIG%s at %d calls a second: %d answered of %d, the slowest after %d ms%n",
                TIMES,
                signal,
                seen.path("perSecond").asLong(),
                seen.path("answered").asLong(),
                seen.path("sent").asLong(),
                seen.path("slowestMillis").asLong());
        assertThat(seen.path("wrong")).as(seen.toString()).isEmpty();
        assertThat(seen.path("answered").asLong()).isEqualTo(seen.path("sent").asLong());
    }

    @Test
    void noCallFailsWhileThePoolIsRestartedMemberByMember() throws IOException {
        List<JsonNode> before = members();
        JsonNode seen;
        try (var load = Program.script("load.mjs")
                .with("BERTH_URL", berth.endpoint(POOL).toString())
                .with("BERTH_PACE", PACE)
                .startTalking()) {
            assertThat(berth.berth("pools", "restart", POOL, "--wait").exitCode())
                    .isZero();
            load.endInput();
            seen = new ObjectMapper().readTree(load.printed());
        }
        for (JsonNode member : before) {
            JsonNode now = operator.get("/nodes/" + member.path("id").asText());
            assertThat(now.path("generation").asInt())
                    .isEqualTo(member.path("generation").asInt() + 1);
        }
        assertThat(seen.path("wrong")).as(seen.toString()).isEmpty();
        assertThat(seen.path("answered").asLong()).isEqualTo(seen.path("sent").asLong());
    }

    private List<JsonNode> members() {
        List<JsonNode> members = new ArrayList<>();
        for (JsonNode node : operator.list("/nodes", Map.of("pool", POOL), 100)) {
            if (node.path("poolRole").asText().equals("member")) members.add(node);
        }
        return members;
    }

    private void isReady(JsonNode member) {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    JsonNode now = operator.get("/nodes/" + member.path("id").asText());
                    assertThat(now.path("state").asText())
                            .as(now.path("reason").asText())
                            .isEqualTo("READY");
                    assertThat(callsGoTo(now.path("name").asText()))
                            .as("the proxy sends calls to it")
                            .isTrue();
                });
    }

    /** Whether the proxy has it, as one that it has seen on its chain. */
    private boolean callsGoTo(String member) throws IOException {
        List<String> lines;
        try (var metrics = URI.create(berth.quickstart().metrics()).toURL().openStream()) {
            lines = new String(metrics.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("node=\"" + member + "\""))
                    .toList();
        }
        return lines.stream().anyMatch(line -> line.matches("berth_proxy_node_in_use\\{.*} 1(\\.0)?"))
                && lines.stream().anyMatch(line -> line.matches("berth_proxy_node_head\\{.*} [1-9].*"));
    }

    private long lastEvent() {
        return operator.list("/events", Map.of(), 1).get(0).path("id").asLong();
    }

    /** Why units of the node ended or were ended, since that event. */
    private List<String> reasons(JsonNode member, long since) {
        List<String> reasons = new ArrayList<>();
        for (JsonNode event : operator.list("/events", Map.of(), 200)) {
            if (event.path("id").asLong() > since
                    && event.path("subjectId").asText().equals(member.path("id").asText())
                    && event.path("kind").asText().startsWith("unit.")) {
                reasons.add(event.path("reason").asText());
            }
        }
        return reasons;
    }

    /** The processes that carry the mark of the node's units. */
    private static List<String> processes(JsonNode member) {
        String mark = "/berth-" + member.path("id").asText().replace("-", "") + "-";
        return ProcessHandle.allProcesses()
                .map(process -> Long.toString(process.pid()))
                .filter(pid -> environment(pid).contains(mark))
                .toList();
    }

    private static String environment(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
