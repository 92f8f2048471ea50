package dev.berth.e2e;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The dashboard in the system's Chromium: what people come for, done as they would, and every page looked at. Pictures and
 * what pages weigh are left in target/dashboard.
 */
@OwnBerth
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String MISSING = "Chromium is absent: apt-get install chromium";

    private static final Map<String, String> DEMO = Map.of("tenant", "demo");

    private BerthInstallation berth;

    @BeforeAll
    void up() {
        if (!Files.isExecutable(CHROMIUM) && System.getenv("BERTH_FORBID_SKIPS") != null) fail(MISSING);
        assumeTrue(Files.isExecutable(CHROMIUM), MISSING);
        berth = BerthInstallation.up("process");
    }

    @AfterAll
    void down() {
        if (berth != null) berth.close();
    }

    @Test
    void peopleDoWhatTheyCameFor() {
        System.out.println(script("dashboard-stories.mjs", links()));
    }

    @Test
    void everyPageIsForEverybodyAtEveryWidth() {
        JsonRpc.call(berth.endpoint("anvil"), "eth_blockNumber", "[]");
        BerthApi operator = berth.operator();
        BerthApi tenant = berth.tenant();
        String node = firstId(tenant, "/nodes");
        String endpoint = firstId(tenant, "/endpoints");
        ObjectNode told = links();
        told.set(
                "tenantPages",
                pages(List.of(
                        Stream.of("/", "/nodes", "/nodes/new?network=anvil", "/endpoints", "/endpoints/new"),
                        Stream.of("", "?tab=metrics", "?tab=logs", "?tab=operations", "?tab=events")
                                .map(tab -> "/nodes/" + node + tab),
                        Stream.of(
                                        "",
                                        "?tab=console",
                                        "?tab=traffic",
                                        "?tab=insights",
                                        "?tab=lists",
                                        "?tab=limits",
                                        "?tab=events")
                                .map(tab -> "/endpoints/" + endpoint + tab),
                        Stream.of(
                                "/usage", "/leases", "/team", "/events", "/webhooks", "/templates", "/templates/anvil"),
                        Stream.of("/prices", "/profile", "/nowhere"))));
        told.set(
                "operatorPages",
                pages(List.of(
                        Stream.of(
                                "/",
                                "/hosts",
                                "/pools",
                                "/spread",
                                "/platform",
                                "/webhooks",
                                "/approvals",
                                "/tenants",
                                "/team"),
                        Stream.of("", "?tab=nodes", "?tab=findings")
                                .map(tab -> "/hosts/" + firstId(operator, "/hosts") + tab),
                        Stream.of("/pools/" + firstId(operator, "/pools")),
                        Stream.of("", "?tab=account", "?tab=team").map(tab -> "/tenants/demo" + tab))));
        System.out.println(script("dashboard-pages.mjs", told));
    }

    private static String script(String name, ObjectNode told) {
        return Program.script(name)
                .with("BERTH_DASHBOARD", told.toString())
                .with(
                        "BERTH_PICTURES",
                        Path.of("target", "dashboard").toAbsolutePath().toString())
                .run();
    }

    /** One link that signs the operator's person in, and one for an owner of the demo's tenant. */
    private ObjectNode links() {
        BerthApi operator = berth.operator();
        ArrayNode members = operator.list("/members", DEMO, 1);
        JsonNode owner = members.isEmpty()
                ? operator.perform(
                        "/members", DEMO, object("email", "ana@demo.example").put("role", "owner"))
                : members.get(0);
        ObjectNode links = JsonNodeFactory.instance.objectNode();
        links.put("operatorLink", link(operator, "operator"));
        links.put("tenantLink", link(operator, owner.path("id").asText()));
        return links;
    }

    private static String link(BerthApi operator, String member) {
        return operator.perform("/sign-in-links", Map.of(), object("member", member))
                .path("url")
                .asText();
    }

    private static String firstId(BerthApi api, String things) {
        return api.list(things, Map.of(), 1).get(0).path("id").asText();
    }

    private static ObjectNode object(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    private static JsonNode pages(List<Stream<String>> parts) {
        ArrayNode pages = JsonNodeFactory.instance.arrayNode();
        parts.forEach(part -> part.forEach(pages::add));
        return pages;
    }
}
