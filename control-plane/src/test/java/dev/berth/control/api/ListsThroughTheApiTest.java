package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    /** All pages of two. */
    private static List<String> names(String things, String query) {
        var names = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/v1/%s?limit=2&%s%s".formatted(things, query, cursor), owner)
                    .json();
            page.get("items").forEach(item -> names.add(item.get("name").asText()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
        } while (!cursor.isEmpty());
        return names;
    }
}
