package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListsThroughTheApiTest {
    private static RunningApi api;
    private static String owner;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        owner = api.tenantKey("acme", "owner");
        for (String name : List.of("beta-1", "alpha", "gamma", "beta-2", "delta")) {
            api.post("/api/v1/nodes", owner, "{\"name\": \"%s\", \"template\": \"anvil\"}".formatted(name));
            api.post("/api/v1/endpoints", owner, "{\"name\": \"%s\", \"pool\": \"devnet\"}".formatted(name));
        }
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodes", "endpoints"})
    void pagesFollowTheOrderThatIsAskedFor(String things) {
        assertThat(names(things, "")).containsExactly("delta", "beta-2", "gamma", "alpha", "beta-1");
        assertThat(names(things, "sort=created")).containsExactly("beta-1", "alpha", "gamma", "beta-2", "delta");
        assertThat(names(things, "sort=name")).containsExactly("alpha", "beta-1", "beta-2", "delta", "gamma");
        assertThat(names(things, "sort=-name")).containsExactly("gamma", "delta", "beta-2", "beta-1", "alpha");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodes", "endpoints"})
    void aPartOfANameFindsThoseThatHaveIt(String things) {
        assertThat(names(things, "sort=name&named=eta-")).containsExactly("beta-1", "beta-2");
        assertThat(names(things, "named=%25")).as("no pattern").isEmpty();
    }

    @Test
    void nodesAreFoundSortedAndCountedByState() {
        String key = api.tenantKey("globex", "owner");
        for (String name : List.of("ready", "failed", "stopped", "second", "new"))
            api.post("/api/v1/nodes", key, "{\"name\": \"%s\", \"template\": \"anvil\"}".formatted(name));
        api.post("/api/v1/nodes/stopped/stop", key, null);
        for (String name : List.of("ready", "second")) api.execute("""
            insert into unit (node_id, unit, generation, state)
            select node_id, 'node', generation, 'running' from node where name = '%s'\
            """.formatted(name));
        api.execute("""
            insert into node_observation (node_id, generation, ready, failure_code)
            select node_id, generation, name <> 'failed', case when name = 'failed' then 'CRASH_LOOP' end
            from node where name in ('ready', 'second', 'failed')\
            """);
        assertThat(names("nodes", "sort=state", key)).containsExactly("failed", "new", "second", "ready", "stopped");
        assertThat(names("nodes", "sort=-state", key)).containsExactly("stopped", "second", "ready", "new", "failed");
        assertThat(names("nodes", "state=READY,FAILED", key)).containsExactly("second", "failed", "ready");
        assertThat(names("nodes", "state=READY,FAILED&sort=-state&named=e", key))
                .containsExactly("second", "ready", "failed");
        JsonNode overview = api.get("/api/v1/overview", key).json();
        assertThat(overview.get("nodes").asInt()).isEqualTo(5);
        assertThat(overview.get("states").valueStream().map(JsonNode::toString))
                .containsExactly(
                        "{\"state\":\"FAILED\",\"nodes\":1}",
                        "{\"state\":\"RESERVED\",\"nodes\":1}",
                        "{\"state\":\"READY\",\"nodes\":2}",
                        "{\"state\":\"STOPPED\",\"nodes\":1}");
        assertThat(overview.get("hosts").isNull()).isTrue();
        assertThat(api.get("/api/v1/overview", api.operator())
                        .json()
                        .at("/hosts/hosts")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void onWhichHostANodeIsOnlyOperatorsAsk() {
        assertThat(api.get("/api/v1/nodes?host=local", owner).status()).isEqualTo(403);
        assertThat(api.get("/api/v1/nodes?host=none", api.operator()).status()).isEqualTo(404);
        assertThat(names("nodes", "host=local&tenant=acme", api.operator())).hasSize(5);
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        String next = api.get("/api/v1/nodes?limit=1&sort=name", owner)
                .json()
                .get("next")
                .asText();
        var answer = api.get("/api/v1/nodes?limit=1&sort=state&cursor=" + next, owner);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("query:cursor");
    }

    /** All pages of two. */
    private static List<String> names(String things, String query) {
        return names(things, query, owner);
    }

    private static List<String> names(String things, String query, String key) {
        var names = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/v1/%s?limit=2&%s%s".formatted(things, query, cursor), key)
                    .json();
            page.get("items").forEach(item -> names.add(item.get("name").asText()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
        } while (!cursor.isEmpty());
        return names;
    }
}
