package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NodesThroughTheApiTest {
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
    void aNodeIsOrderedAndFollowedByItsOperation() {
        var answer = api.post("/api/v1/nodes", owner, """
            {"name": "mine", "template": "anvil", "parameters": {"chainId": 31337}}\
            """);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        JsonNode operation = answer.json();
        assertThat(answer.headers().firstValue("Location"))
                .contains("/api/v1/operations/" + operation.get("id").asText());
        assertThat(operation.at("/node/name").asText()).isEqualTo("mine");
        assertThat(operation.at("/steps/1/state").asText()).isEqualTo("done");

        JsonNode node = api.get("/api/v1/nodes/mine", owner).json();
        assertThat(node.get("state").asText()).isEqualTo("RESERVED");
        assertThat(node.at("/parameters/chainId").asInt()).isEqualTo(31337);
        assertThat(node.get("host").isNull()).isTrue();
        String id = node.get("id").asText();
        assertThat(api.get("/api/v1/nodes/" + id, api.operator())
                        .json()
                        .get("host")
                        .asText())
                .isEqualTo("local");

        assertThat(api.get("/api/v1/leases?open=true", owner)
                        .json()
                        .at("/items/0/nodeId")
                        .asText())
                .isEqualTo(id);
        assertThat(api.get("/api/v1/requests", owner)
                        .json()
                        .at("/items/0/state")
                        .asText())
                .isEqualTo("matched");
        assertThat(api.post("/api/v1/nodes/mine/stop", owner, null).status()).isEqualTo(202);
        assertThat(api.post("/api/v1/nodes/mine/stop", owner, null).status()).isEqualTo(409);
        assertThat(api.send("DELETE", "/api/v1/nodes/mine", owner, null).status())
                .isEqualTo(202);
        JsonNode first = api.get("/api/v1/operations/" + operation.get("id").asText(), owner)
                .json();
        assertThat(first.get("state").asText()).isEqualTo("cancelled");
        String stream = api.followed("/api/v1/operations/" + operation.get("id").asText() + "/events", owner);
        assertThat(stream).contains("event: step\ndata: {").contains("event: operation\ndata: {");
    }

    @Test
    void whatCannotBeMeantIsSaidFieldByFieldAndLeavesNothing() {
        String before = api.query("select count(*) from node");
        var unknown = api.post("/api/v1/nodes", owner, "{\"template\": \"geth-on-the-moon\"}");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.json().at("/errors/0/pointer").asText()).isEqualTo("/template");

        var wrong = api.post("/api/v1/nodes", owner, """
            {"template": "anvil", "parameters": {"chainId": "many", "colour": "red"}}\
            """);
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.json().get("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/parameters/chainId", "/parameters/colour");

        var nowhere = api.post("/api/v1/nodes", owner, """
            {"template": "anvil", "constraints": {"host": "elsewhere"}}\
            """);
        assertThat(nowhere.status()).isEqualTo(409);
        assertThat(nowhere.word()).isEqualTo("no-capacity");
        var preview = api.post("/api/v1/nodes/preview", owner, """
            {"template": "anvil", "constraints": {"host": "elsewhere"}}\
            """);
        assertThat(preview.json().get("placeable").asBoolean(true)).isFalse();
        assertThat(preview.json().at("/refusals/0/reason").asText()).contains("is not elsewhere");
        assertThat(api.query("select count(*) from node")).isEqualTo(before);
    }

    @Test
    void memoryBeyondEveryHostIsRefusedWithNumbers() {
        api.execute("update tenant set quota_nodes = 1000, quota_memory_bytes = 1000000000000000");
        api.execute("update host set allocatable_memory_bytes = reserved_memory_bytes");
        try {
            var answer = api.post("/api/v1/nodes", owner, "{\"template\": \"anvil\"}");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().get("detail").asText()).contains("local: ").contains("of memory short");
        } finally {
            api.execute("update host set allocatable_memory_bytes = 68719476736");
        }
    }

    @Test
    void aPersonApprovesTheTermsThatWereSeen() {
        String careful = api.tenantKey("careful", "owner");
        api.send("PATCH", "/api/v1/tenants/careful", api.operator(), "{\"approvalPolicy\": \"person\"}");
        assertThat(api.post("/api/v1/nodes", careful, "{\"name\": \"later\", \"template\": \"anvil\"}")
                        .status())
                .isEqualTo(202);
        assertThat(api.get("/api/v1/nodes/later", careful).json().get("state").asText())
                .isEqualTo("REQUESTED");
        JsonNode request = api.get("/api/v1/requests?state=pending&tenant=careful", api.operator())
                .json()
                .at("/items/0");
        String path = "/api/v1/requests/" + request.get("id").asText();
        var other = api.post(path + "/approve", api.operator(), "{\"termsHash\": \"" + "0".repeat(64) + "\"}");
        assertThat(other.word()).isEqualTo("terms-changed");
        assertThat(api.post(path + "/approve", careful, "{\"termsHash\": \"" + "0".repeat(64) + "\"}")
                        .status())
                .isEqualTo(403);
        var approved = api.post(path + "/approve", api.operator(), """
            {"termsHash": "%s", "reason": "they asked nicely"}\
            """.formatted(
                        request.get("termsHash").asText()));
        assertThat(approved.json().get("state").asText()).as(approved.text()).isEqualTo("matched");
        assertThat(approved.json().at("/approvals/0/decision").asText()).isEqualTo("approved");
    }

    @Test
    void theCatalogueAndThePlatformAreShown() {
        assertThat(api.get("/api/v1/templates", owner).json().get("items").findValuesAsText("template"))
                .contains("anvil", "ethereum-devnet");
        JsonNode anvil = api.get("/api/v1/templates/anvil", owner).json();
        assertThat(anvil.get("verified").asBoolean()).isTrue();
        assertThat(anvil.at("/parameters/chainId/type").asText()).isEqualTo("integer");
        assertThat(api.get(
                                "/api/v1/templates/anvil/versions/"
                                        + anvil.get("version").asText(),
                                owner)
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/api/v1/hosts", api.operator())
                        .json()
                        .at("/items/0/name")
                        .asText())
                .isEqualTo("local");
        assertThat(api.get("/api/v1/hosts", owner).status()).isEqualTo(403);
        var stopped = api.post("/api/v1/hosts/local/stop-units", api.operator(), null);
        assertThat(stopped.json().get("wantedPower").asText()).isEqualTo("stopped");
        api.post("/api/v1/hosts/local/start-units", api.operator(), null);
        assertThat(api.get("/api/v1/pools/devnet", owner)
                        .json()
                        .get("wantedSize")
                        .asInt())
                .isEqualTo(2);
        assertThat(api.post("/api/v1/pools/devnet/resize", api.operator(), "{\"size\": 3}")
                        .json()
                        .get("wantedSize")
                        .asInt())
                .isEqualTo(3);
        assertThat(api.get("/api/v1/proxies", api.operator()).json().get("items"))
                .isEmpty();
        assertThat(api.get("/api/v1/events?kind=pool.", api.operator())
                        .json()
                        .at("/items/0/kind")
                        .asText())
                .startsWith("pool.");
    }
}
