package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.api.DocumentedOperation.Place;
import dev.berth.control.tenant.Role;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operation on a thing, tried on a thing of another tenant: it does not exist. */
class TenantsAreApartTest {
    private static final ContractDocument DOCUMENT = ContractDocument.load();

    /** Bodies that are as documented, for operations that take one. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("changeNode", "{\"onDrain\": \"move\"}"),
            Map.entry("changeEndpoint", "{\"burst\": 1}"),
            Map.entry("changeEndpointKey", "{\"burst\": 1}"),
            Map.entry("createEndpointKey", "{}"),
            Map.entry("rotateEndpointKey", "{}"),
            Map.entry("createNode", "{\"template\": \"anvil\"}"),
            Map.entry("previewNode", "{\"template\": \"anvil\"}"),
            Map.entry("createEndpoint", "{\"name\": \"x\", \"pool\": \"devnet\"}"),
            Map.entry("addMember", "{\"email\": \"a@b.example\", \"role\": \"owner\"}"),
            Map.entry("topUpLease", "{\"amount\": \"1\"}"),
            Map.entry("createApiKey", "{\"name\": \"x\", \"role\": \"owner\"}"),
            Map.entry("createWebhook", "{\"name\": \"x\", \"url\": \"https://example.com/\"}"),
            Map.entry("changeWebhook", "{\"enabled\": false}"),
            Map.entry("rotateWebhook", "{}"));

    private static RunningApi api;
    private static String stranger;
    private static final Map<String, List<String>> THEIRS = new HashMap<>();

    @BeforeAll
    static void start() {
        api = new RunningApi();
        String owner = api.tenantKey("victim", "owner");
        stranger = api.tenantKey("stranger", "owner");
        api.post("/api/v1/nodes", owner, "{\"name\": \"theirs\", \"template\": \"anvil\"}");
        JsonNode endpoint = api.post("/api/v1/endpoints", owner, "{\"name\": \"door\", \"node\": \"theirs\"}")
                .json();
        JsonNode member = api.post("/api/v1/members", owner, "{\"email\": \"a@b.example\", \"role\": \"owner\"}")
                .json();
        THEIRS.put("session", List.of(Browser.invited(api, member).sessionId()));
        JsonNode webhook = api.post(
                        "/api/v1/webhooks", owner, "{\"name\": \"bell\", \"url\": \"https://example.com/\"}")
                .json();
        THEIRS.put("webhook", List.of("bell", webhook.get("id").asText()));
        THEIRS.put("node", List.of("theirs", first("nodes", owner)));
        THEIRS.put("endpoint", List.of("door", endpoint.get("id").asText()));
        THEIRS.put("key", List.of(endpoint.at("/key/id").asText(), first("api-keys", owner)));
        THEIRS.put("lease", List.of(first("leases", owner)));
        THEIRS.put("request", List.of(first("requests", owner)));
        THEIRS.put("operation", List.of(first("operations", owner)));
        THEIRS.put("member", List.of(member.get("id").asText()));
        THEIRS.put(
                "name",
                List.of(
                        "victim",
                        api.get("/api/v1/me", owner).json().at("/tenant/id").asText()));
        THEIRS.put("tenant", theirs("name"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void everyPathWithAForeignIdIsNotFound() {
        var tried = new ArrayList<String>();
        for (DocumentedOperation operation : DOCUMENT.operations())
            for (String path : foreign(operation)) {
                var answer = api.send(operation.method(), path, stranger, BODIES.get(operation.id()));
                assertThat(answer.status())
                        .as(operation.id() + " " + path + " " + answer.text())
                        .isEqualTo(404);
                assertThat(answer.word()).isEqualTo("not-found");
                tried.add(operation.id());
            }
        assertThat(tried)
                .contains(
                        "showNode",
                        "deleteNode",
                        "nodeLogs",
                        "showEndpointKey",
                        "revokeApiKey",
                        "followOperation",
                        "testWebhook")
                .contains("endSession", "removeMember", "resetMember");
    }

    @Test
    void everyQueryForAForeignTenantIsNotFound() {
        var tried = new ArrayList<String>();
        for (DocumentedOperation operation : DOCUMENT.operations()) {
            if (!operation.has("tenant") || !operation.roles().contains(Role.OWNER)) continue;
            for (String tenant : theirs("tenant")) {
                String path = operation.path().replace("{month}", "2026-01").replace("{line}", "node:x:1");
                for (String name : THEIRS.keySet())
                    path = path.replace("{" + name + "}", theirs(name).getFirst());
                var answer =
                        api.send(operation.method(), path + "?tenant=" + tenant, stranger, BODIES.get(operation.id()));
                assertThat(answer.status()).as(operation.id() + answer.text()).isEqualTo(404);
                tried.add(operation.id());
            }
        }
        assertThat(tried).contains("listNodes", "createNode", "showUsage", "exportCsv", "listMembers");
    }

    @Test
    void listsShowNothingOfAnother() {
        for (DocumentedOperation operation : DOCUMENT.operations()) {
            boolean tenantsOwn = operation.method().equals("GET")
                    && operation.has("limit")
                    && operation.has("tenant")
                    && !operation.path().contains("{");
            if (!tenantsOwn) continue;
            String text = api.get(operation.path(), stranger).text();
            for (List<String> theirs : THEIRS.values())
                for (String id : theirs)
                    if (id.length() > 10) assertThat(text).as(operation.id()).doesNotContain(id);
        }
    }

    @Test
    void rawSqlOfATenantSeesAndChangesItsOwnRowsOnly() {
        var stranger = new TenantId(UUID.fromString(api.query("select tenant_id from tenant where name = 'stranger'")));
        List<String> tables = List.of(
                "node",
                "unit",
                "node_observation",
                "node_sample",
                "request",
                "approval",
                "lease",
                "endpoint",
                "endpoint_key",
                "usage_cell",
                "ready_interval",
                "operation",
                "operation_step",
                "member",
                "reservation",
                "reserved_port",
                "balance",
                "escrow",
                "ledger_entry",
                "webhook",
                "webhook_delivery");
        for (String table : tables)
            assertThat(api.database.<Integer>asTenant(stranger, tx -> tx.fetchCount(table(table))))
                    .as(table)
                    .isZero();
        assertThat(api.database.<Integer>asTenant(
                        stranger, tx -> tx.execute("update endpoint set burst = 1 where name = 'door'")))
                .isZero();
        assertThatThrownBy(() -> api.database.<Integer>asTenant(
                        stranger,
                        tx -> tx.execute("insert into member (tenant_id, email, role)" + " select '"
                                + theirs("tenant").getLast() + "', 'x@y', 'owner'")))
                .isInstanceOf(DataAccessException.class);
        for (String hidden : List.of(
                "host",
                "proxy",
                "node_secret",
                "offer",
                "approval_policy",
                "session",
                "member_credential",
                "recovery_code",
                "member_link"))
            assertThatThrownBy(
                            () -> api.database.<Integer>asTenant(stranger, tx -> tx.execute("select * from " + hidden)))
                    .as(hidden)
                    .isInstanceOf(DataAccessException.class);
        assertThat(new Scope.OneTenant(stranger).<Integer>in(api.database, tx -> tx.fetchCount(table("tenant"))))
                .isOne();
    }

    /** The paths of an operation that a tenant may call, with every combination of the other tenant's ids. */
    private static List<String> foreign(DocumentedOperation operation) {
        if (!operation.roles().contains(Role.OWNER)) return List.of();
        List<String> paths = List.of(operation.path());
        boolean any = false;
        for (DocumentedOperation.Parameter parameter : operation.parameters()) {
            if (parameter.place() != Place.PATH || !THEIRS.containsKey(parameter.name())) continue;
            any = true;
            var next = new ArrayList<String>();
            for (String path : paths)
                for (String id : theirs(parameter.name())) next.add(path.replace("{" + parameter.name() + "}", id));
            paths = next;
        }
        return any ? paths : List.of();
    }

    private static List<String> theirs(String kind) {
        return THEIRS.getOrDefault(kind, List.of());
    }

    private static String first(String list, String key) {
        return api.get("/api/v1/" + list, key).json().at("/items/0/id").asText();
    }
}
