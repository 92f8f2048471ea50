package dev.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.berth.cli.Main;
import dev.berth.cli.installation.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process, against an API that answers what the test wants. */
class BerthCommandTest {
    private static final String NODE = """
        {"id":"0190","name":"anvil","network":"anvil","template":"anvil","tenant":{"id":"t","name":"demo"},
         "desired":"running","state":"READY","head":42,"host":"local","reason":"","pool":null}
        """;

    @TempDir
    private Path directory;

    private HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private record Answer(int status, String body) {}

    private record Run(int exitCode, String out, String err) {}

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            requests.add(call + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            Answer answer = answers.getOrDefault(call, new Answer(404, problem(404, "no such thing")));
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aListIsATableForPeopleAndAllPagesOfIt() throws Exception {
        answer("GET /api/v1/nodes?limit=500", page(NODE, "\"more\""));
        answer(
                "GET /api/v1/nodes?cursor=more&limit=500",
                page(NODE.replace("\"anvil\",\"network\"", "\"second\",\"network\""), "null"));
        Run run = berth("nodes", "list");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().toList()).hasSize(3).first().asString().startsWith("NAME");
        assertThat(run.out()).contains("anvil ", "second ", "READY", "42");
        assertThat(requests).allSatisfy(request -> assertThat(request).contains("Bearer key-of-the-test"));
    }

    @Test
    void nodesAreAskedForByStateAndHostAndSortedByTheServer() throws Exception {
        answer("GET /api/v1/nodes?host=h1&limit=2&named=an&sort=state&state=READY%2CDEGRADED", page(NODE, "\"more\""));
        answer(
                "GET /api/v1/nodes?cursor=more&host=h1&limit=2&named=an&sort=state&state=READY%2CDEGRADED",
                page(NODE, "\"even more\""));
        Run run = berth(
                "nodes",
                "list",
                "--state",
                "ready,DEGRADED",
                "--host",
                "h1",
                "--named",
                "an",
                "--sort",
                "state",
                "--limit",
                "2");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(3);
    }

    @Test
    void whatThereIsIsCounted() throws Exception {
        answer("GET /api/v1/overview", new Answer(200, """
            {"nodes": 3, "endpoints": 2, "states": [{"state": "LOST", "nodes": 1}, {"state": "READY", "nodes": 2}],
             "networks": [{"network": "anvil", "nodes": 3}],
             "hosts": {"hosts": 1, "allocatable": {"cpuMillis": 4000, "memoryBytes": 8, "diskBytes": 9, "gpu": 0},
                       "reserved": {"cpuMillis": 1000, "memoryBytes": 2, "diskBytes": 3, "gpu": 0}}}
            """));
        Run run = berth("overview");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "3 nodes, 2 endpoints",
                        "",
                        "STATE NODES",
                        "LOST 1",
                        "READY 2",
                        "",
                        "NETWORK NODES",
                        "anvil 3",
                        "",
                        "HOSTS CPU millis MEMORY bytes DISK bytes GPU",
                        "allocatable 4000 8 9 0",
                        "reserved 1000 2 3 0");
    }

    @Test
    void aListIsJsonForScripts() throws Exception {
        answer("GET /api/v1/nodes?limit=500", page(NODE, "null"));
        Run run = berth("nodes", "list", "--output", "json");
        assertThat(Json.MAPPER.readTree(run.out()).at("/0/name").asText()).isEqualTo("anvil");
    }

    @Test
    void trafficIsALineForEachStepAndSeriesInTheOrderOfTime() throws Exception {
        answer("GET /api/v1/traffic?by=endpoint&step=hour", new Answer(200, """
            {"from": "2026-11-23T00:00:00Z", "to": "2026-11-23T02:00:00Z", "step": "hour", "series": [
                {"id": "e1", "name": "web", "points": [[1795392000, 7, 700], [1795395600, 2, 200]]},
                {"id": "e2", "name": "jobs", "points": [[1795392000, 1, 90]]}]}
            """));
        Run run = berth("traffic", "--by", "endpoint");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.split(" +")))
                .containsExactly(
                        new String[] {"HOUR", "ENDPOINT", "CALLS", "BYTES"},
                        new String[] {"2026-11-23T00:00:00Z", "web", "7", "700"},
                        new String[] {"2026-11-23T00:00:00Z", "jobs", "1", "90"},
                        new String[] {"2026-11-23T01:00:00Z", "web", "2", "200"});
        assertThat(Json.MAPPER
                        .readTree(berth("traffic", "--by", "endpoint", "-o", "json")
                                .out())
                        .at("/series/1/name")
                        .asText())
                .isEqualTo("jobs");
    }

    @Test
    void spendSaysWhatTheMonthComesTo() throws Exception {
        answer("GET /api/v1/spend?by=endpoint&limit=500&month=2026-11&tenant=acme", new Answer(200, """
            {"month": "2026-11", "by": "endpoint", "totals": [{"currency": "EUR", "amount": "3.5", "forecast": "9.25"}],
             "items": [{"kind": "calls", "id": "e1", "name": "web", "calls": 70, "quantity": 31000, "unit": "CU", "currency": "EUR", "amount": "3.1"}],
             "next": "more"}
            """));
        answer("GET /api/v1/spend?by=endpoint&cursor=more&limit=500&month=2026-11&tenant=acme", new Answer(200, """
            {"month": "2026-11", "by": "endpoint", "totals": [{"currency": "EUR", "amount": "3.6", "forecast": "9.5"}],
             "items": [{"kind": "node", "id": "n1", "name": "anvil", "calls": 0, "quantity": 3600, "unit": "second", "currency": "EUR", "amount": "0.4"}],
             "next": null}
            """));
        Run run = berth("spend", "--by", "endpoint", "--month", "2026-11", "--tenant", "acme");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "ENDPOINT FOR CALLS QUANTITY UNIT AMOUNT CURRENCY",
                        "web calls 70 31000 CU 3.1 EUR",
                        "anvil node 0 3600 second 0.4 EUR",
                        "2026-11: EUR 3.5 so far, EUR 9.25 at its end at the pace of the last 24 hours");
    }

    @Test
    void theDashboardOpensForTheDemosOwnerWhoIsMadeWhenThereIsNone() throws Exception {
        answer(
                "GET /api/v1/members?limit=500&tenant=demo",
                page("{\"id\": \"m1\", \"email\": \"ana@demo.example\"}", "null"));
        answer("POST /api/v1/members?tenant=demo", new Answer(201, "{\"id\": \"m2\"}"));
        answer("POST /api/v1/sign-in-links", new Answer(201, "{\"url\": \"http://here/#/welcome/t\"}"));
        assertThat(berth("dashboard", "--as", "tenant").out().strip()).isEqualTo("http://here/#/welcome/t");
        assertThat(bodyOf("POST /api/v1/members")).contains("demo@localhost", "owner");
        assertThat(bodyOf("POST /api/v1/sign-in-links")).contains("m2");
    }

    @Test
    void parametersGetTheTypesOfTheTemplate() throws Exception {
        answer(
                "GET /api/v1/templates/anvil",
                new Answer(
                        200,
                        "{\"parameters\": {\"chainId\": {\"type\": \"integer\"}, \"hardfork\": {\"type\":"
                                + " \"enum\"}}}"));
        answer("POST /api/v1/nodes?tenant=demo", new Answer(202, "{\"id\": \"op\", \"state\": \"running\"}"));
        Run run = berth(
                "nodes",
                "create",
                "--template",
                "anvil",
                "--tenant",
                "demo",
                "--set",
                "chainId=31337",
                "--set",
                "hardfork=prague");
        assertThat(run.exitCode()).isZero();
        assertThat(Json.MAPPER.readTree(bodyOf("POST /api/v1/nodes?tenant=demo")))
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"template\": \"anvil\", \"parameters\": {\"chainId\": 31337, \"hardfork\": \"prague\"}}"));
    }

    @Test
    void waitingShowsTheStepsAndFailsWhenTheOperationFails() throws Exception {
        answer("DELETE /api/v1/nodes/anvil", new Answer(202, "{\"id\": \"op\", \"state\": \"running\"}"));
        answer("GET /api/v1/operations/op/events", new Answer(200, """
            event: step
            data: {"step": 1, "name": "Stop anvil", "state": "done", "detail": "with SIGTERM"}

            : still here

            event: operation
            data: {"id": "op", "kind": "delete-node", "state": "failed", "errorCode": "ENGINE", "errorReason": "it hangs",\
             "steps": [{"step": 2, "name": "Remove the volume", "state": "failed", "detail": "no answer"}]}

            """));
        Run run = berth("nodes", "delete", "anvil", "--wait");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("+ Stop anvil", "with SIGTERM", "x Remove the volume", "ENGINE it hangs");
    }

    @Test
    void aWrongOptionIsSaidInTwoLinesAndAnEmptyChangeIsNotSent() throws Exception {
        Run wrong = berth("endpoints", "change", "web", "--calls-per-second", "many");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err().lines().toList())
                .containsExactly(
                        "Invalid value for option '--calls-per-second': 'many' is not an int",
                        "See `berth endpoints change --help`.");
        assertThat(berth("endpoints").err()).contains("create", "keys");
        Run nothing = berth("endpoints", "change", "web");
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).contains("nothing to change");
        assertThat(requests).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidWithEveryFieldAndTheRequestId() throws Exception {
        answer("POST /api/v1/pools", new Answer(422, """
            {"title": "Invalid request", "status": 422, "detail": "1 field is wrong", "requestId": "r-17",
             "errors": [{"pointer": "/size", "detail": "-1 (expected: 0 to 1000)"}]}
            """));
        Run run = berth("pools", "create", "--name", "p", "--template", "t", "--size", "-1");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("1 field is wrong", "/size: -1 (expected: 0 to 1000)", "r-17");
    }

    @Test
    void whatIsNotThereAndWhoDoesNotAnswerHaveExitCodesOfTheirOwn() throws Exception {
        assertThat(berth("nodes", "show", "nobody").exitCode()).isEqualTo(3);
        server.stop(0);
        Run run = berth("nodes", "list");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err()).contains("berth status");
    }

    @Test
    void aWrongCommandLineIsSaidWithWhereHelpIs() throws Exception {
        Run run = berth("nodes", "create");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Missing required option: '--template", "See `berth nodes create --help`.");
    }

    private void answer(String call, Answer answer) {
        answers.put(call, answer);
    }

    private static Answer page(String item, String next) {
        return new Answer(200, "{\"items\": [" + item + "], \"next\": " + next + "}");
    }

    private static String problem(int status, String detail) {
        return "{\"title\": \"Not found\", \"status\": " + status + ", \"detail\": \"" + detail
                + "\", \"requestId\": \"r-1\", \"errors\": []}";
    }

    private String bodyOf(String call) {
        String request = requests.stream()
                .filter(seen -> seen.startsWith(call))
                .findFirst()
                .orElseThrow();
        return request.substring(request.indexOf('{'));
    }

    private Run berth(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("BERTH_DIR", directory.toString());
        builder.environment()
                .put("BERTH_API", "http://127.0.0.1:" + server.getAddress().getPort());
        builder.environment().put("BERTH_API_KEY", "key-of-the-test");
        int exitCode = builder.start().waitFor();
        return new Run(exitCode, Files.readString(out), Files.readString(err));
    }
}
