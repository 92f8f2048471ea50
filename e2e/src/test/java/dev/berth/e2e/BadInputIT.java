package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.installation.Quickstart;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is wrong gets a clear answer and leaves nothing behind. */
@ExtendWith(SharedBerth.class)
final class BadInputIT {
    private final BerthInstallation berth;
    private final Quickstart quickstart;
    private final BerthApi operator;
    private Traces before = new Traces(0, 0, 0, 0);

    /** All that a refused wish might leave behind. */
    private record Traces(int nodes, int leases, int endpoints, int operations) {}

    BadInputIT(BerthInstallation berth) {
        this.berth = berth;
        this.quickstart = berth.quickstart();
        this.operator = berth.operator();
    }

    @BeforeEach
    void look() {
        before = traces();
    }

    @AfterEach
    void nothingWasLeftBehind() {
        assertThat(traces()).isEqualTo(before);
    }

    private Traces traces() {
        return new Traces(count("/nodes"), count("/leases"), count("/endpoints"), count("/operations"));
    }

    private int count(String path) {
        return operator.list(path, Map.of(), 500).size();
    }

    @Test
    void anUnknownTemplateIsNamed() {
        JsonRpc.Answer answer = create("/nodes", "{\"template\": \"no-such-thing\"}");
        assertThat(answer.status()).isBetween(400, 422);
        assertThat(answer.body()).contains("no-such-thing");
    }

    @Test
    void aParameterOfTheWrongTypeIsNamed() {
        JsonRpc.Answer answer = create("/nodes", "{\"template\": \"anvil\", \"parameters\": {\"chainId\": \"many\"}}");
        assertThat(answer.status()).isBetween(400, 422);
        assertThat(answer.json().path("errors").toString()).contains("chainId");
    }

    @Test
    void everyWrongFieldIsNamedAtOnce() {
        JsonRpc.Answer answer = create("/nodes", "{\"template\": 7, \"size\": [], \"colour\": \"red\"}");
        assertThat(answer.status()).isBetween(400, 422);
        assertThat(answer.json().path("errors").toString())
                .contains("template")
                .contains("size")
                .contains("colour");
        assertThat(answer.json().path("requestId").asText()).isNotEmpty();
    }

    @Test
    void whatNoHostHasRoomForIsRefusedWithTheReason() {
        // 2 TiB of memory and more than any test machine's disk
        JsonRpc.Answer answer =
                create("/nodes", "{\"template\": \"ethereum-geth-lighthouse\", \"network\": \"ethereum-mainnet\"}");
        assertThat(answer.status()).isBetween(400, 429);
        assertThat(answer.json().path("detail").asText()).isNotEmpty();
    }

    @Test
    void malformedJsonIsSaidToBe() {
        JsonRpc.Answer api = create("/nodes", "{\"template\": ");
        assertThat(api.status()).isEqualTo(400);
        assertThat(api.json().path("detail").asText()).containsIgnoringCase("JSON");

        JsonRpc.Answer call = JsonRpc.post(berth.endpoint("ethereum-devnet"), "{\"jsonrpc\":\"2.0\",");
        assertThat(call.status()).isEqualTo(400);
        assertThat(call.errorCode()).isEqualTo(-32700);
    }

    @Test
    void anotherTenantsThingsAreNotThere() {
        JsonNode stranger = tenantKey("stranger");
        for (String path : new String[] {"nodes", "endpoints"}) {
            String id = berth.tenant()
                    .list("/" + path, Map.of(), 1)
                    .get(0)
                    .path("id")
                    .asText();
            URI url = URI.create(quickstart.api() + "/api/v1/" + path + "/" + id);
            assertThat(JsonRpc.get(
                                    url,
                                    "Authorization",
                                    "Bearer " + stranger.path("key").asText())
                            .status())
                    .as(path)
                    .isEqualTo(404);
            assertThat(JsonRpc.get(url, "Authorization", "Bearer " + quickstart.tenantKey())
                            .status())
                    .isEqualTo(200);
        }
    }

    private JsonNode tenantKey(String tenant) {
        boolean there = false;
        for (JsonNode known : operator.list("/tenants", Map.of(), 500)) {
            there |= known.path("name").asText().equals(tenant);
        }
        var json = JsonNodeFactory.instance;
        if (!there) {
            operator.create(
                    "/tenants", Map.of(), json.objectNode().put("name", tenant).put("title", tenant));
        }
        return operator.create(
                "/api-keys",
                Map.of("tenant", tenant),
                json.objectNode().put("name", "test").put("role", "owner"));
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        JsonRpc.Answer answer = JsonRpc.post(berth.endpoint("ethereum-devnet"), "[\"" + "x".repeat(6_000_000) + "\"]");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.errorCode()).isEqualTo(-32004);
    }

    @Test
    void aMethodThatIsNotForTenantsIsRefused() {
        for (String method : new String[] {"admin_peers", "eth_sendTransaction", "engine_forkchoiceUpdatedV2"}) {
            JsonRpc.Answer answer = JsonRpc.call(berth.endpoint("ethereum-devnet"), method, "[]");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.errorCode()).isEqualTo(-32601);
        }
    }

    @Test
    void theSameWishUnderTheSameKeyIsGrantedOnce() {
        String key = UUID.randomUUID().toString();
        String name = "twice-" + key.substring(0, 8);
        String wish = "{\"name\": \"" + name + "\", \"pool\": \"ethereum-devnet\"}";

        JsonRpc.Answer first = create("/endpoints", wish, "Idempotency-Key", key);
        JsonRpc.Answer again = create("/endpoints", wish, "Idempotency-Key", key);
        JsonRpc.Answer other = create("/endpoints", wish.replace(name, name + "-x"), "Idempotency-Key", key);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again).isEqualTo(first);
        assertThat(other.status()).isEqualTo(422);
        berth.tenant().delete("/endpoints/" + name, Map.of());
    }

    private JsonRpc.Answer create(String path, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = "Bearer " + quickstart.tenantKey();
        System.arraycopy(headers, 0, all, 2, headers.length);
        return JsonRpc.post(URI.create(quickstart.api() + "/api/v1" + path), body, all);
    }
}
