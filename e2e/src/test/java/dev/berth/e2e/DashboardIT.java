package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import dev.berth.control.openid.LocalProvider;
import dev.berth.control.openid.OpenIdProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The dashboard in the system's Chromium: what people come for, done as they would, and every page looked at. Pictures and
 * what pages weigh are left in target/dashboard.
 */
@OwnBerth
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String MISSING = "Chromium is absent: apt-get install chromium";

    private BerthInstallation berth;
    private LocalProvider provider;

    @BeforeAll
    void up() throws IOException {
        if (!Files.isExecutable(CHROMIUM) && System.getenv("BERTH_FORBID_SKIPS") != null) fail(MISSING);
        assumeTrue(Files.isExecutable(CHROMIUM), MISSING);
        int port = BerthInstallation.freePort();
        provider = LocalProvider.start(URI.create("http://localhost:" + port + "/api/v1/oidc/local/callback"));
        berth = BerthInstallation.up("process", port, known(provider.provider()));
    }

    @AfterAll
    void down() {
        if (berth != null) berth.close();
        if (provider != null) provider.close();
    }

    /** Settings by which people may sign in by a provider. */
    private static Map<String, String> known(OpenIdProvider provider) throws IOException {
        Path secret = Files.createTempFile("berth-e2e-", ".secret");
        secret.toFile().deleteOnExit();
        Files.writeString(secret, provider.clientSecret().orElseThrow());
        return Map.of(
                "BERTH_OIDC",
                provider.name(),
                "BERTH_OIDC_LOCAL_ISSUER",
                provider.issuer().toString(),
                "BERTH_OIDC_LOCAL_CLIENT_ID",
                provider.clientId(),
                "BERTH_OIDC_LOCAL_LABEL",
                provider.label(),
                "BERTH_OIDC_LOCAL_CLIENT_SECRET_FILE",
                secret.toString());
    }

    @Test
    void peopleDoWhatTheyCameFor() {
        System.out.println(script("dashboard-stories.mjs", links()));
    }

    @Test
    void peopleTendWhatTheyHave() {
        System.out.println(script("tending-stories.mjs", links()));
    }

    @Test
    void peopleComeInAndGoOut() {
        ObjectNode told = object("ownerLink", links().path("tenantLink").asText());
        // As the provider knows her.
        told.put("email", "ana@acme.example");
        System.out.println(script("sign-in-stories.mjs", told));
    }

    @Test
    void whatIsShownToBePastedWorksAsItIs() throws IOException {
        long height = Long.decode(JsonRpc.call(berth.endpoint("ethereum-devnet"), "eth_blockNumber", "[]")
                .json()
                .path("result")
                .asText());
        Map<String, Map<String, String>> shown = shown("ethereum-devnet", "litecoin-regtest");
        Map<String, String> ethereum = shown.getOrDefault("ethereum-devnet", Map.of());
        assertThat(ethereum).containsOnlyKeys("curl", "cast", "viem", "ethers", "web3.py", "web3j", "Go");
        ethereum.entrySet().parallelStream().forEach(snippet -> {
            String printed = new PastedSnippet(snippet.getKey(), snippet.getValue()).printed();
            if (!printed.isEmpty())
                assertThat(height(printed))
                        .as("%s: %s", snippet.getKey(), printed)
                        .isGreaterThanOrEqualTo(height);
        });
        shown.getOrDefault("litecoin-regtest", Map.of())
                .forEach((tool, text) -> assertThat(new PastedSnippet(tool, text).printed())
                        .as(tool)
                        .containsPattern("[\"']?result[\"']?: ?\\d+"));
    }

    /** The texts on the pages of the demo's endpoints of these names, by endpoint and tool. */
    private Map<String, Map<String, String>> shown(String... endpoints) throws IOException {
        ObjectNode told = object("tenantLink", link("--as=tenant"));
        ArrayNode named = told.putArray("endpoints");
        Stream.of(endpoints).forEach(named::add);
        return new ObjectMapper().readValue(script("snippets.mjs", told), new TypeReference<>() {});
    }

    /** A height as tools print it: a number, or the whole answer with it in hexadecimal. */
    private static long height(String printed) {
        var result = Pattern.compile("\"result\": ?\"(0x[0-9a-f]+)\"").matcher(printed);
        return Long.decode(result.find() ? result.group(1) : printed.strip().replaceAll("n$", ""));
    }

    /** The last, so that there is something to be seen. */
    @Test
    @Order(Integer.MAX_VALUE)
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
                        Stream.of("/nodes", "/leases", "/usage", "/events", "/prices"),
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
                .with("BERTH_TOLD", told.toString())
                .with(
                        "BERTH_PICTURES",
                        Path.of("target", "dashboard").toAbsolutePath().toString())
                .run();
    }

    /** One link that signs the operator's person in, and one for the owner of the demo's tenant. */
    private ObjectNode links() {
        return object("operatorLink", link()).put("tenantLink", link("--as=tenant"));
    }

    private String link(String... options) {
        var command = Stream.concat(Stream.of("dashboard"), Stream.of(options)).toArray(String[]::new);
        BerthInstallation.Outcome said = berth.berth(command);
        assertThat(said.exitCode()).as(said.output()).isZero();
        return said.output().strip();
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
