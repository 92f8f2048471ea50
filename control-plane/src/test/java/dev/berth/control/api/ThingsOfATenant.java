package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tenant with one thing of each kind, each by all the names that it goes by, and with a person of its own. What is called
 * something has the tenant's name in it.
 */
record ThingsOfATenant(String tenant, String key, Browser person, Map<String, List<String>> names) {
    private static final String UUID_SHAPE = "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}";

    ThingsOfATenant {
        names = Map.copyOf(names);
    }

    static ThingsOfATenant made(RunningApi api, String tenant) {
        String key = api.tenantKey(tenant, "owner");
        var names = new LinkedHashMap<String, List<String>>();
        names.put(
                "tenant", List.of(tenant, get(api, "/me", key).at("/tenant/id").asText()));
        String node = tenant + "-node";
        String operation = create(api, "/nodes", key, "{\"name\": \"%s\", \"template\": \"anvil\"}", node)
                .get("id")
                .asText();
        String nodeId = first(api, "/nodes", key);
        names.put("node", List.of(node, nodeId));
        names.put("name of a node", List.of(node));
        names.put("operation", List.of(operation));
        names.put("subject of events", List.of(nodeId));
        names.put("lease", List.of(first(api, "/leases", key)));
        names.put("request", List.of(first(api, "/requests", key)));
        String door = tenant + "-door";
        JsonNode endpoint = create(api, "/endpoints", key, "{\"name\": \"%s\", \"node\": \"" + node + "\"}", door);
        names.put("endpoint", List.of(door, endpoint.get("id").asText()));
        names.put("name of an endpoint", List.of(door));
        names.put("endpoint key", List.of(endpoint.at("/key/id").asText()));
        names.put(
                "API key",
                List.of(create(api, "/api-keys", key, "{\"name\": \"%s\", \"role\": \"owner\"}", tenant + "-program")
                        .get("id")
                        .asText()));
        String bell = tenant + "-bell";
        JsonNode webhook =
                create(api, "/webhooks", key, "{\"name\": \"%s\", \"url\": \"https://nowhere.invalid/\"}", bell);
        names.put("webhook", List.of(bell, webhook.get("id").asText()));
        JsonNode other = member(api, key, "other@" + tenant + ".example");
        names.put("member", List.of(other.get("id").asText()));
        String email = "ana@" + tenant + ".example";
        Browser person = Browser.invited(api, member(api, key, email));
        var elsewhere = new Browser(api);
        assertThat(elsewhere.signIn(email, Browser.PASSWORD, null).status()).isEqualTo(200);
        names.put("session", List.of(elsewhere.sessionId()));
        use(api, endpoint.get("id").asText(), nodeId);
        names.put("line of an export", lines(api, key));
        return new ThingsOfATenant(tenant, key, person, names);
    }

    /** Calls of the endpoint and ready time of the node, so that both cost something, and a movement of money. */
    private static void use(RunningApi api, String endpoint, String node) {
        String epoch = UUID.randomUUID().toString();
        api.execute("""
            insert into usage_epoch (epoch, proxy_id) values ('%1$s', '%1$s');
            insert into usage_cell (epoch, key_id, network, sku, outcome, minute, tenant_id, endpoint_id, items, bytes_in,
                                    bytes_out, broken, seq)
            select '%1$s', k.key_id, e.network, 'eth_chainId', 'answered', date_trunc('minute', now()), e.tenant_id,
                   e.endpoint_id, 7, 10, 5, 0, 1
            from endpoint e join endpoint_key k using (endpoint_id) where e.endpoint_id = '%2$s';
            insert into ready_interval (node_id, tenant_id, from_time, to_time, last_seen)
            select node_id, tenant_id, date_trunc('month', now()), now(), now() from node where node_id = '%3$s';
            insert into ledger_entry (tenant_id, lease_id, kind, from_account, to_account, currency, amount, actor)
            select tenant_id, lease_id, 'deposit', 'balance', 'escrow', 'EUR', 1, 'a test' from lease
            where node_id = '%3$s';
            """.formatted(epoch, endpoint, node));
    }

    private static List<String> lines(RunningApi api, String key) {
        JsonNode export = get(api, "/exports/" + YearMonth.now(ZoneOffset.UTC) + ".json", key);
        List<String> lines = export.get("lines")
                .valueStream()
                .map(line -> line.get("line").asText())
                .toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(2);
        return lines;
    }

    List<String> of(String kind) {
        List<String> known = names.get(kind);
        if (known == null)
            throw new AssertionError(kind + ": no tenant has one (expected: ThingsOfATenant.made to make it)");
        return known;
    }

    /** A name of the same form that nothing has. */
    static String nobodys(String name) {
        if (name.matches("[0-9a-z]{12}")) return "0".repeat(12);
        String without = name.replaceAll(UUID_SHAPE, UUID.randomUUID().toString());
        return without.equals(name) ? "nothing-is-called-so" : without;
    }

    /** What nobody else is to read anywhere. */
    List<String> traces() {
        return Stream.concat(
                        Stream.of(tenant),
                        names.values().stream().flatMap(List::stream).filter(name -> name.length() > 10))
                .collect(Collectors.toList());
    }

    private static JsonNode member(RunningApi api, String key, String email) {
        return create(api, "/members", key, "{\"email\": \"%s\", \"role\": \"owner\"}", email);
    }

    private static JsonNode create(RunningApi api, String path, String key, String body, String name) {
        var made = api.post("/api/v1" + path, key, body.formatted(name));
        assertThat(made.status()).as(made.text()).isBetween(200, 299);
        return made.json();
    }

    private static JsonNode get(RunningApi api, String path, String key) {
        return api.get("/api/v1" + path, key).json();
    }

    private static String first(RunningApi api, String list, String key) {
        return get(api, list, key).at("/items/0/id").asText();
    }
}
