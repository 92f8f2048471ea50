package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RequestsAsDocumentedTest {
    private static RunningApi api;
    private static String owner;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        owner = api.tenantKey("acme", "owner");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        var answer = api.send("POST", "/api/v1/endpoints?limitt=3", owner, """
            {"name": "No Name", "callsPerSecond": "many", "burst": -1, "allowedMethods": ["eth call"], "colour": "red"}\
            """, "Idempotency-Key", "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.word()).isEqualTo("invalid-request");
        assertThat(pointers(answer.json()))
                .contains("query:limitt", "/name", "/callsPerSecond", "/burst", "/allowedMethods/0", "/colour");
        assertThat(answer.text())
                .contains("\\\"many\\\" (expected: integer)")
                .contains("-1 (expected: at least 0)")
                .contains("not a field here");
    }

    @Test
    void aMissingFieldIsNamedWhereItShouldBe() {
        var answer = api.post("/api/v1/tenants", api.operator(), "{}");
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/name");
        assertThat(answer.json().at("/errors/0/detail").asText()).isEqualTo("absent (expected: a value)");
    }

    @Test
    void pathAndQueryAreHeldAgainstTheDocumentToo() {
        var id = api.send("DELETE", "/api/v1/members/not-an-id", owner, null);
        assertThat(id.json().at("/errors/0/pointer").asText()).isEqualTo("path:member");
        var limit = api.get("/api/v1/endpoints?limit=501&cursor=%21", owner);
        assertThat(limit.status()).isEqualTo(400);
        assertThat(limit.json().at("/errors/0/pointer").asText()).isEqualTo("query:limit");
        var cursor = api.get("/api/v1/endpoints?cursor=%21", owner);
        assertThat(cursor.json().at("/errors/0/pointer").asText()).isEqualTo("query:cursor");
    }

    @Test
    void malformedJsonIsRefusedWithItsPlace() {
        for (String body :
                new String[] {"{", "{\"name\": \"a\", \"name\": \"b\"}", "{} {}", "[".repeat(5000), "\u0000"}) {
            var answer = api.post("/api/v1/endpoints", owner, body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.word()).as(body).isEqualTo("malformed");
            assertThat(answer.json().get("detail").asText()).startsWith("The body is not JSON");
        }
    }

    @Test
    void anArrayOrATextIsNoBody() {
        assertThat(api.post("/api/v1/endpoints", owner, "[]").word()).isEqualTo("invalid-request");
        assertThat(api.post("/api/v1/endpoints", owner, "\"x\"").word()).isEqualTo("invalid-request");
        assertThat(api.post("/api/v1/endpoints", owner, null).word()).isEqualTo("invalid-request");
        assertThat(api.send("POST", "/api/v1/endpoints", owner, "{}", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        var answer = api.post("/api/v1/endpoints", owner, "{\"name\": \"" + "x".repeat(ApiServer.BODY_LIMIT) + "\"}");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.word()).isEqualTo("too-large");
    }

    @Test
    void everyAnswerCarriesARequestId() {
        assertThat(api.get("/healthz", null).headers().firstValue("X-Request-Id"))
                .isPresent();
        var answer = api.send("GET", "/api/v1/nowhere", owner, null, "X-Request-Id", "mine-1");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers().firstValue("X-Request-Id")).contains("mine-1");
        assertThat(answer.json().get("requestId").asText()).isEqualTo("mine-1");
        assertThat(api.send("PUT", "/api/v1/endpoints", owner, "{}").status()).isEqualTo(405);
    }

    @Test
    void aPageOfAnotherSiteIsKeptOut() throws IOException {
        assertThat(api.send("GET", "/healthz", null, null, "Origin", "http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void theDocumentIsServedAndItsPageLoadsNothingFromElsewhere() {
        assertThat(api.get("/api/v1/openapi.yaml", null).text()).startsWith("openapi: 3.1.0");
        assertThat(api.get("/api/v1/openapi.json", null).json().get("openapi").asText())
                .isEqualTo("3.1.0");
        var page = api.get("/docs", null);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.text())
                .contains("id='createEndpoint'")
                .doesNotContain("src=")
                .doesNotContain("<link");
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Set<String> pointers(JsonNode problem) {
        return problem.get("errors")
                .valueStream()
                .map(error -> error.get("pointer").asText())
                .collect(Collectors.toSet());
    }
}
