package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LeasesThroughTheApiTest {
    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = new RunningApi();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aTenantThatPaysInAdvanceSeesItsBalanceAndWhatItsLeaseHoldsAndCannotCreditItself() {
        String owner = prepaid("payer");
        assertThat(node(owner, "early").word()).isEqualTo("insufficient-funds");
        assertThat(api.post("/api/v1/tenants/payer/credits", owner, "{\"amount\": \"1\", \"currency\": \"EUR\"}")
                        .status())
                .isEqualTo(403);
        String credit = "{\"amount\": \"1.5\", \"currency\": \"EUR\", \"reason\": \"invoice 7\"}";
        for (int i = 0; i < 2; i++)
            assertThat(api.send(
                                    "POST",
                                    "/api/v1/tenants/payer/credits",
                                    api.operator(),
                                    credit,
                                    "Idempotency-Key",
                                    "invoice-7")
                            .status())
                    .isEqualTo(201);
        assertThat(balance(owner, "payer")).isEqualTo("1.5");
        assertThat(node(owner, "mine").status()).isEqualTo(202);
        assertThat(balance(owner, "payer")).isEqualTo("1.26");
        JsonNode lease = api.get("/api/v1/leases", owner).json().at("/items/0");
        assertThat(lease.at("/account/deposited").asText()).isEqualTo("0.24");
        assertThat(lease.at("/account/accrued").asText()).isEqualTo("0");
        assertThat(lease.at("/account/lastsSeconds").asLong()).isEqualTo(86_400);
        assertThat(lease.at("/agreement/funding").asText()).isEqualTo("prepaid");
        String path = "/api/v1/leases/" + lease.get("id").asText();
        assertThat(api.post(path + "/top-up", owner, "{\"amount\": \"1.27\"}").word())
                .isEqualTo("insufficient-funds");
        assertThat(api.post(path + "/top-up", owner, "{\"amount\": \"0.0000000001\"}")
                        .status())
                .isEqualTo(422);
        assertThat(api.post(path + "/top-up", owner, "{\"amount\": \"0.01\"}")
                        .json()
                        .at("/account/lastsSeconds")
                        .asLong())
                .isEqualTo(90_000);
        assertThat(api.get("/api/v1/ledger", owner).json().get("items").findValuesAsText("kind"))
                .containsExactly("deposit", "deposit", "credit");
        assertThat(api.post(path + "/withdraw", owner, null).status()).isEqualTo(403);
        assertThat(api.post(path + "/withdraw", api.operator(), null).status()).isEqualTo(200);
        assertThat(api.post(
                                "/api/v1/tenants/payer/payouts",
                                api.operator(),
                                "{\"amount\": \"9\", \"currency\": \"EUR\"}")
                        .word())
                .isEqualTo("insufficient-funds");
    }

    @Test
    void theOwnerOfANodeSeesWhenItsReclaimedLeaseEnds() {
        String owner = api.tenantKey("guest", "owner");
        node(owner, "mine");
        String lease = api.get("/api/v1/leases", owner).json().at("/items/0/id").asText();
        String notice = "/api/v1/leases/" + lease + "/notice";
        assertThat(api.post(notice, owner, "{\"reason\": \"sold\"}").status()).isEqualTo(403);
        assertThat(api.post(notice, api.operator(), "{\"reason\": \"sold\", \"noticeSeconds\": 60}")
                        .word())
                .isEqualTo("notice-too-short");
        JsonNode given =
                api.post(notice, api.operator(), "{\"reason\": \"sold\"}").json();
        assertThat(given.get("state").asText()).isEqualTo("notice");
        JsonNode node = api.get("/api/v1/nodes/mine", owner).json();
        assertThat(node.at("/lease/state").asText()).isEqualTo("notice");
        assertThat(node.at("/lease/endsAt")).isEqualTo(given.get("endsAt"));
        assertThat(api.get("/api/v1/events?kind=lease.notice", owner)
                        .json()
                        .at("/items/0/reason")
                        .asText())
                .endsWith("sold");
        assertThat(api.send("DELETE", notice, api.operator(), null)
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("active");
        assertThat(api.send("DELETE", notice, api.operator(), null).word()).isEqualTo("no-notice");
    }

    @Test
    void aPolicyAsksAPersonWhoApprovesTheTermsThatWereLookedAt() {
        String owner = api.tenantKey("asker", "owner");
        assertThat(api.send("PUT", "/api/v1/policies/look", owner, "{\"position\": 5, \"decision\": \"ask\"}")
                        .status())
                .isEqualTo(403);
        JsonNode set = api.send(
                        "PUT",
                        "/api/v1/policies/look",
                        api.operator(),
                        "{\"position\": 5, \"decision\": \"ask\", \"tenant\": \"asker\", \"decideSeconds\": 60}")
                .json();
        assertThat(set.at("/tenant/name").asText()).isEqualTo("asker");
        assertThat(node(owner, "mine").status()).isEqualTo(202);
        JsonNode request =
                api.get("/api/v1/requests?state=pending", owner).json().at("/items/0");
        assertThat(request.get("reason").asText()).isEqualTo("policy look wants a person to decide");
        String approve = "/api/v1/requests/" + request.get("id").asText() + "/approve";
        assertThat(api.post(approve, api.operator(), "{\"termsHash\": \"" + "0".repeat(64) + "\"}")
                        .word())
                .isEqualTo("terms-changed");
        JsonNode approved = api.post(
                        approve,
                        api.operator(),
                        "{\"termsHash\": \"" + request.get("termsHash").asText() + "\"}")
                .json();
        assertThat(approved.get("state").asText()).isEqualTo("matched");
        assertThat(api.send("DELETE", "/api/v1/policies/look", api.operator(), null)
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/api/v1/policies/look", api.operator()).status()).isEqualTo(404);
    }

    @Test
    void whatAPolicyCannotMeanIsSaid() {
        for (String body : new String[] {
            "{\"position\": 1, \"decision\": \"approve\", \"maxPerHour\": \"1\"}",
            "{\"position\": 1, \"decision\": \"approve\", \"currency\": \"EUR\"}",
            "{\"position\": 1, \"decision\": \"approve\", \"decideSeconds\": 5}",
            "{\"position\": 1, \"decision\": \"approve\", \"tenant\": \"nobody\"}"
        })
            assertThat(api.send("PUT", "/api/v1/policies/odd", api.operator(), body)
                            .status())
                    .as(body)
                    .isEqualTo(422);
    }

    private static String prepaid(String tenant) {
        String owner = api.tenantKey(tenant, "owner");
        var changed = api.send("PATCH", "/api/v1/tenants/" + tenant, api.operator(), """
            {"agreement": {"funding": "prepaid"}, "platformFeeBps": 250}\
            """);
        assertThat(changed.json().at("/agreement/funding").asText()).isEqualTo("prepaid");
        return owner;
    }

    private static RunningApi.Answer node(String owner, String name) {
        return api.post("/api/v1/nodes", owner, "{\"name\": \"" + name + "\", \"template\": \"anvil\"}");
    }

    private static String balance(String key, String tenant) {
        return api.get("/api/v1/tenants/" + tenant + "/account", key)
                .json()
                .at("/balances/0/amount")
                .asText();
    }
}
