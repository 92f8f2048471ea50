package dev.berth.cli.local;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Quickstart;
import dev.berth.cli.installation.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a new user finds: a tenant with an endpoint on each pool and on a dedicated node of its own. All of it is made
 * through the API that any user has, and only what is absent.
 */
final class Demo {
    static final String TENANT = "demo";
    private static final String DEDICATED = "anvil";
    private static final String PERSON = "demo@localhost";

    private final Installation installation;
    private final BerthApi operator;
    private final String tenantKey;
    private final BerthApi tenant;

    private Demo(Installation installation, BerthApi operator, URI api, String tenantKey) {
        this.installation = installation;
        this.operator = operator;
        this.tenantKey = tenantKey;
        this.tenant = new BerthApi(new ApiAccess(api, tenantKey));
    }

    /** Makes the tenant and a key of its own, or finds them. */
    static Demo openedBy(ApiAccess operatorAccess, Installation installation) {
        var operator = new BerthApi(operatorAccess);
        if (find(operator, "/tenants/" + TENANT).isEmpty()) {
            operator.create(
                    "/tenants",
                    Map.of(),
                    object().put("name", TENANT).put("title", "Demo").put("trusted", true));
        }
        String key = Quickstart.read(installation)
                .map(Quickstart::tenantKey)
                .filter(known -> isValid(operatorAccess.api(), known))
                .orElseGet(() -> operator.create(
                                "/api-keys",
                                Map.of("tenant", TENANT),
                                object().put("name", "quickstart").put("role", "owner"))
                        .path("key")
                        .asText());
        return new Demo(installation, operator, operatorAccess.api(), key);
    }

    /** The id of the person who is the tenant's owner on this machine; added when there is none. */
    static String person(BerthApi operator) {
        var ofTenant = Map.of("tenant", TENANT);
        for (JsonNode member : operator.list("/members", ofTenant, Integer.MAX_VALUE)) {
            if (member.path("email").asText().equals(PERSON))
                return member.path("id").asText();
        }
        return operator.create(
                        "/members", ofTenant, object().put("email", PERSON).put("role", "owner"))
                .path("id")
                .asText();
    }

    /** A pool of shared nodes, made by the operator. */
    void pool(String name, int size) {
        if (find(operator, "/pools/" + name).isEmpty()) {
            operator.create(
                    "/pools",
                    Map.of(),
                    object().put("name", name).put("template", name).put("size", size));
        }
    }

    /** A node of the tenant's own. */
    void dedicatedNode() {
        if (find(tenant, "/nodes/" + DEDICATED).isEmpty()) {
            tenant.create("/nodes", Map.of(), object().put("name", DEDICATED).put("template", DEDICATED));
        }
    }

    /** An endpoint on each pool and on the dedicated node; written into quickstart.json. */
    Quickstart endpoints(Settings settings, String operatorKey) {
        List<Quickstart.Endpoint> endpoints = new ArrayList<>();
        for (JsonNode pool : operator.list("/pools", Map.of(), 500)) {
            endpoints.add(endpoint(pool.path("name").asText(), "pool"));
        }
        if (find(tenant, "/nodes/" + DEDICATED).isPresent()) {
            endpoints.add(endpoint(DEDICATED, "node"));
        }
        var quickstart = Quickstart.of(settings, operatorKey, tenantKey, endpoints);
        quickstart.write(installation);
        return quickstart;
    }

    private Quickstart.Endpoint endpoint(String name, String target) {
        var found = find(tenant, "/endpoints/" + name);
        if (found.isPresent()) {
            return new Quickstart.Endpoint(found.get().path("network").asText(), url(name));
        }
        ObjectNode wanted = object().put("name", name).put(target, name);
        JsonNode made = tenant.create("/endpoints", Map.of(), wanted);
        return new Quickstart.Endpoint(
                made.path("network").asText(), made.path("key").path("url").asText());
    }

    private String url(String endpoint) {
        String keys = "/endpoints/" + endpoint + "/keys";
        for (JsonNode key : tenant.list(keys, Map.of(), 500)) {
            if (key.path("state").asText().equals("active")) {
                return tenant.get(keys + "/" + key.path("id").asText())
                        .path("url")
                        .asText();
            }
        }
        return tenant.create(keys, Map.of(), object().put("name", "quickstart"))
                .path("url")
                .asText();
    }

    private static boolean isValid(URI api, String key) {
        try {
            new BerthApi(new ApiAccess(api, key)).get("/me");
            return true;
        } catch (ApiProblem e) {
            if (e.status() == 401) {
                return false;
            }
            throw e;
        }
    }

    private static Optional<JsonNode> find(BerthApi api, String path) {
        try {
            return Optional.of(api.get(path));
        } catch (ApiProblem e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
