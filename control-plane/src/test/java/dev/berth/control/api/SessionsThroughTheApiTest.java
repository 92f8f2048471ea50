package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionsThroughTheApiTest {
    private static RunningApi api;
    private static String owner;
    private static int people;

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
    void whoWasInvitedChoosesAPasswordOnceAndIsSignedIn() {
        JsonNode member = invite("owner");
        assertThat(member.at("/invitation/url").asText()).startsWith("https://berth.example/#/invitation/");
        Browser browser = Browser.invited(api, member);
        JsonNode me = browser.get("/api/v1/me").json();
        assertThat(me.get("kind").asText()).isEqualTo("session");
        assertThat(me.get("role").asText()).isEqualTo("owner");
        assertThat(me.get("email")).isEqualTo(member.get("email"));
        assertThat(me.at("/tenant/name").asText()).isEqualTo("acme");
        assertThat(me.get("passwordSet").asBoolean()).isTrue();
        var again = new Browser(api)
                .send(
                        "POST",
                        "/api/v1/invitations/accept",
                        "{\"token\": \"%s\", \"password\": \"%s\"}"
                                .formatted(Browser.token(member.at("/invitation")), "another good phrase"));
        assertThat(again.status()).isEqualTo(401);
        assertThat(kinds(me.get("memberId").asText()))
                .contains("member.added", "member.password-set", "member.signed-in");
    }

    @Test
    void aPasswordThatEverybodyTriesIsRefusedAndTheInvitationStaysGood() {
        JsonNode member = invite("developer");
        for (String poor : List.of("short", "password1234", "aaaaaaaaaaaaaaaa", "qwertyuiop12", "x".repeat(200))) {
            var refused = accept(member, poor);
            assertThat(refused.status()).as(poor).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/password");
        }
        assertThat(accept(member, "  spaces and ünïcode are fine ").status()).isEqualTo(200);
    }

    @Test
    void theNewestLinkAloneWorks() {
        JsonNode member = invite("developer");
        String id = member.get("id").asText();
        JsonNode reset =
                api.post("/api/v1/members/" + id + "/reset", owner, null).json();
        assertThat(accept(member, Browser.PASSWORD).status()).isEqualTo(401);
        assertThat(accept(reset, Browser.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void whateverIsWrongIsAnsweredTheSame() {
        JsonNode member = invite("developer");
        String unset = member.get("email").asText();
        JsonNode other = invite("developer");
        Browser.invited(api, other);
        var wrong = new Browser(api).signIn(other.get("email").asText(), "not the password", null);
        var never = new Browser(api).signIn(unset, Browser.PASSWORD, null);
        var unknown = new Browser(api).signIn("nobody@acme.example", Browser.PASSWORD, null);
        for (var refused : List.of(wrong, never, unknown)) {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.word()).isEqualTo("sign-in-refused");
            assertThat(refused.json().get("detail")).isEqualTo(wrong.json().get("detail"));
            assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void theCookieIsForThisHostOverTlsAloneAndNoScriptReadsIt() {
        JsonNode member = invite("developer");
        Browser.invited(api, member);
        var signedIn =
                new Browser(api).signIn(member.get("email").asText().toUpperCase(Locale.ROOT), Browser.PASSWORD, null);
        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .matches("__Host-berth_session=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax;"
                        + " Max-Age=604800");
        String token = signedIn.headers().firstValue("Set-Cookie").orElseThrow().substring(21, 64);
        assertThat(signedIn.text()).doesNotContain(token);
        assertThat(api.query(
                        "select count(*) from session where encode(token_sha256, 'escape') like '%" + token + "%'"))
                .isEqualTo("0");
    }

    @Test
    void eachSignInHasATokenOfItsOwn() {
        JsonNode member = invite("developer");
        Browser browser = Browser.invited(api, member);
        String first = browser.cookie();
        browser.signIn(member.get("email").asText(), Browser.PASSWORD, null);
        assertThat(browser.cookie()).isNotEqualTo(first);
    }

    @Test
    void anUnsafeRequestWantsTheProofThatThePageSentIt() {
        Browser browser = Browser.invited(api, invite("owner"));
        String key = "{\"name\": \"x\", \"role\": \"developer\"}";
        var without = api.send("POST", "/api/v1/api-keys", null, key, "Cookie", browser.cookie());
        assertThat(without.status()).isEqualTo(403);
        assertThat(without.word()).isEqualTo("csrf");
        var another = api.send(
                "POST", "/api/v1/api-keys", null, key, "Cookie", browser.cookie(), "X-Berth-CSRF", "a".repeat(43));
        assertThat(another.word()).isEqualTo("csrf");
        var foreign = browser.send("POST", "/api/v1/api-keys", key, "Origin", "https://evil.example");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(browser.send("POST", "/api/v1/api-keys", key).status()).isEqualTo(201);
        assertThat(api.get("/api/v1/events?kind=api-key.created&limit=1", owner)
                        .json()
                        .at("/items/0/actor")
                        .asText())
                .startsWith("member:");
    }

    @Test
    void sessionsAreListedAndEndedOneByOne() {
        JsonNode member = invite("developer");
        Browser here = Browser.invited(api, member);
        var there = new Browser(api);
        there.signIn(member.get("email").asText(), Browser.PASSWORD, null);
        JsonNode sessions = here.get("/api/v1/sessions").json().get("items");
        assertThat(sessions).hasSize(2);
        assertThat(sessions.findValuesAsText("current")).containsExactly("false", "true");
        assertThat(sessions.at("/0/address").asText()).isEqualTo("127.0.0.1");
        assertThat(here.send("DELETE", "/api/v1/sessions/" + there.sessionId(), null)
                        .status())
                .isEqualTo(200);
        assertThat(there.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(here.get("/api/v1/me").status()).isEqualTo(200);
        String old = here.cookie();
        var out = here.send("DELETE", "/api/v1/session", null);
        assertThat(out.status()).isEqualTo(204);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(api.send("GET", "/api/v1/me", null, null, "Cookie", old).status())
                .isEqualTo(401);
    }

    @Test
    void aSessionEndsWhenItIsNotUsedAndWhenItIsOld() {
        Browser idle = Browser.invited(api, invite("developer"));
        api.execute("update session set last_seen_at = now() - interval '11 hours 59 minutes' where session_id = '"
                + idle.sessionId() + "'");
        assertThat(idle.get("/api/v1/me").status()).isEqualTo(200);
        api.execute("update session set last_seen_at = now() - interval '12 hours' where session_id = '"
                + idle.sessionId() + "'");
        assertThat(idle.get("/api/v1/me").status()).isEqualTo(401);
        Browser old = Browser.invited(api, invite("developer"));
        api.execute("update session set expires_at = now() where session_id = '" + old.sessionId() + "'");
        assertThat(old.get("/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void aChangedPasswordEndsTheOtherSessions() {
        JsonNode member = invite("developer");
        Browser here = Browser.invited(api, member);
        var there = new Browser(api);
        there.signIn(member.get("email").asText(), Browser.PASSWORD, null);
        String next = "{\"current\": \"%s\", \"next\": \"seven purple lanterns\"}";
        assertThat(here.send("POST", "/api/v1/me/password", next.formatted("wrong"))
                        .status())
                .isEqualTo(422);
        assertThat(here.send("POST", "/api/v1/me/password", "{\"next\": \"seven purple lanterns\"}")
                        .status())
                .isEqualTo(422);
        assertThat(here.send("POST", "/api/v1/me/password", next.formatted(Browser.PASSWORD))
                        .status())
                .isEqualTo(200);
        assertThat(there.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(here.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(new Browser(api)
                        .signIn(member.get("email").asText(), Browser.PASSWORD, null)
                        .status())
                .isEqualTo(401);
        assertThat(new Browser(api)
                        .signIn(member.get("email").asText(), "seven purple lanterns", null)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aRemovedMemberIsOutAtOnceAndBeginsAnewWhenItComesBack() {
        JsonNode member = invite("developer");
        Browser browser = Browser.invited(api, member);
        api.send("DELETE", "/api/v1/members/" + member.get("id").asText(), owner, null);
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);
        String email = member.get("email").asText();
        assertThat(new Browser(api).signIn(email, Browser.PASSWORD, null).status())
                .isEqualTo(401);
        JsonNode back = add(email, "developer");
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(new Browser(api).signIn(email, Browser.PASSWORD, null).status())
                .isEqualTo(401);
        Browser.invited(api, back);
    }

    @Test
    void anOperatorsLinkSignsInOnce() {
        JsonNode link = api.post("/api/v1/sign-in-links", api.operator(), "{\"member\": \"operator\"}")
                .json();
        assertThat(link.get("url").asText()).startsWith("https://berth.example/#/welcome/");
        String body = "{\"token\": \"%s\"}".formatted(Browser.token(link));
        var browser = new Browser(api);
        assertThat(browser.send("POST", "/api/v1/session/link", body).status()).isEqualTo(200);
        JsonNode me = browser.get("/api/v1/me").json();
        assertThat(me.get("role").asText()).isEqualTo("operator");
        assertThat(me.has("tenant")).isFalse();
        assertThat(browser.get("/api/v1/hosts").status()).isEqualTo(200);
        assertThat(new Browser(api).send("POST", "/api/v1/session/link", body).status())
                .isEqualTo(401);
        assertThat(api.post("/api/v1/sign-in-links", owner, "{\"member\": \"operator\"}")
                        .status())
                .isEqualTo(403);
        String second = api.post("/api/v1/sign-in-links", api.operator(), "{\"member\": \"operator\"}")
                .text();
        assertThat(second).isNotEqualTo(link.toString());
    }

    @Test
    void aLinkThatIsOldDoesNotSignIn() {
        JsonNode link = api.post("/api/v1/sign-in-links", api.operator(), "{\"member\": \"operator\"}")
                .json();
        api.execute("update member_link set expires_at = now() where purpose = 'sign-in'");
        assertThat(new Browser(api)
                        .send("POST", "/api/v1/session/link", "{\"token\": \"%s\"}".formatted(Browser.token(link)))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void anOwnerMakesNoOperator() {
        var refused = api.post("/api/v1/members", owner, "{\"email\": \"o@acme.example\", \"role\": \"operator\"}");
        assertThat(refused.status()).isEqualTo(422);
        var person =
                api.post("/api/v1/members", api.operator(), "{\"email\": \"o@berth.example\", \"role\": \"operator\"}");
        assertThat(person.status()).isEqualTo(201);
        assertThat(Browser.invited(api, person.json()).get("/api/v1/tenants").status())
                .isEqualTo(200);
        assertThat(api.get("/api/v1/members", owner).text()).doesNotContain("o@berth.example");
    }

    @Test
    void aPersonOfSeveralTenantsSaysWhichOrIsInTheFirst() {
        String globex = api.tenantKey("globex", "owner");
        String both = "{\"email\": \"both@people.example\", \"role\": \"developer\"}";
        Browser.invited(api, api.post("/api/v1/members", owner, both).json());
        Browser.invited(api, api.post("/api/v1/members", globex, both).json());
        var browser = new Browser(api);
        browser.signIn("both@people.example", Browser.PASSWORD, null);
        assertThat(browser.get("/api/v1/me").json().at("/tenant/name").asText()).isEqualTo("acme");
        browser.send("POST", "/api/v1/session", """
            {"email": "both@people.example", "password": "%s", "tenant": "globex"}\
            """.formatted(Browser.PASSWORD));
        assertThat(browser.get("/api/v1/me").json().at("/tenant/name").asText()).isEqualTo("globex");
    }

    @Test
    void eventsAreFollowedWithTheCookieUntilTheSessionIsOver() throws IOException, InterruptedException {
        Browser browser = Browser.invited(api, invite("developer"));
        var request = HttpRequest.newBuilder(api.uri("/api/v1/events/stream"))
                .header("Cookie", browser.cookie())
                .build();
        var stream = api.client().send(request, BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        browser.send("DELETE", "/api/v1/session", null);
        try (InputStream body = stream.body()) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("event: member.signed-out");
        }
    }

    private static JsonNode invite(String role) {
        return add("person" + ++people + "@acme.example", role);
    }

    private static JsonNode add(String email, String role) {
        var added = api.post("/api/v1/members", owner, "{\"email\": \"%s\", \"role\": \"%s\"}".formatted(email, role));
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        return added.json();
    }

    private static RunningApi.Answer accept(JsonNode member, String password) {
        return new Browser(api)
                .send(
                        "POST",
                        "/api/v1/invitations/accept",
                        "{\"token\": \"%s\", \"password\": \"%s\"}"
                                .formatted(Browser.token(member.at("/invitation")), password));
    }

    private static List<String> kinds(String subject) {
        return api.get("/api/v1/events?subject=" + subject, owner).json().findValuesAsText("kind");
    }
}
