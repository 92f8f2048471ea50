package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.openid.LocalProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a provider that others wrote. */
class OpenIdThroughTheApiTest {
    private static LocalProvider provider;
    private static RunningApi api;

    @BeforeAll
    static void start() throws IOException {
        int port = freePort();
        provider = LocalProvider.start(URI.create("http://127.0.0.1:" + port + "/api/v1/oidc/local/callback"));
        api = new RunningApi(port, List.of(provider.provider()));
        String owner = api.tenantKey("acme", "owner");
        api.post("/api/v1/members", owner, "{\"email\": \"ana@acme.example\", \"role\": \"developer\"}");
    }

    @AfterAll
    static void stop() {
        api.close();
        provider.close();
    }

    /** What a browser has when a provider has sent it back. */
    private record Back(String path, String cookie) {}

    @Test
    void theWaysToSignInAreTold() {
        JsonNode ways = api.get("/api/v1/sign-in", null).json();
        assertThat(ways.toString())
                .isEqualTo("{\"password\":true,\"openIdConnect\":[{\"name\":\"local\",\"label\":\"Local provider\"}]}");
    }

    @Test
    void aMemberForWhomTheProviderVouchesIsSignedIn() throws Exception {
        var arrived = arrive(backFromProvider("ana"));
        assertThat(arrived.status()).as(arrived.text()).isEqualTo(303);
        assertThat(arrived.headers().firstValue("Location").orElseThrow()).endsWith("/#/");
        String session = arrived.headers().allValues("Set-Cookie").getFirst();
        assertThat(session).startsWith("__Host-berth_session=");
        JsonNode me = api.send("GET", "/api/v1/me", null, null, "Cookie", session.substring(0, session.indexOf(';')))
                .json();
        assertThat(me.get("email").asText()).isEqualTo("ana@acme.example");
        assertThat(me.at("/tenant/name").asText()).isEqualTo("acme");
    }

    @Test
    void anAddressThatIsNotVerifiedIsNobodys() throws Exception {
        var arrived = arrive(backFromProvider("mallory"));
        assertThat(arrived.status()).isEqualTo(401);
        assertThat(arrived.text()).contains("does not vouch for an e-mail address");
    }

    @Test
    void whoIsNoMemberStaysOutside() throws Exception {
        var arrived = arrive(backFromProvider("stranger"));
        assertThat(arrived.status()).isEqualTo(401);
        assertThat(arrived.text()).contains("stranger@nowhere.example is no member here");
    }

    @Test
    void aBrowserThatIsRefusedIsLedBackToTheDashboard() throws Exception {
        Back back = backFromProvider("stranger");
        var arrived =
                api.send("GET", back.path(), null, null, "Cookie", back.cookie(), "Accept", "text/html,*/*;q=0.8");
        assertThat(arrived.status()).isEqualTo(303);
        assertThat(arrived.headers().firstValue("Location").orElseThrow()).endsWith("/#/?refused=stranger");
        assertThat(arrived.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("__Host-berth_openid=;");
    }

    @Test
    void whatWasBegunElsewhereOrEndedBeforeIsRefused() throws Exception {
        Back back = backFromProvider("ana");
        assertThat(arrive(new Back(back.path(), "")).status()).isEqualTo(401);
        assertThat(arrive(new Back(back.path(), backFromProvider("ana").cookie()))
                        .text())
                .contains("was not begun in this browser");
        assertThat(arrive(new Back(back.path(), back.cookie() + "x")).status()).isEqualTo(401);
        assertThat(arrive(back).status()).isEqualTo(303);
        assertThat(arrive(back).status()).as("a code that was used").isEqualTo(401);
    }

    @Test
    void aProviderThatIsNotThereIsNotFound() {
        assertThat(api.get("/api/v1/oidc/elsewhere/start", null).status()).isEqualTo(404);
    }

    private static RunningApi.Answer arrive(Back back) {
        return api.send("GET", back.path(), null, null, "Cookie", back.cookie());
    }

    /** Goes to the provider, and with it as far as it leads back. */
    private static Back backFromProvider(String person) throws Exception {
        var started = api.send("GET", "/api/v1/oidc/local/start", null, null);
        assertThat(started.status()).as(started.text()).isEqualTo(303);
        String cookie = started.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).startsWith("__Host-berth_openid=").contains("HttpOnly", "Secure", "SameSite=Lax");
        URI at = URI.create(started.headers().firstValue("Location").orElseThrow());
        assertThat(at.getQuery()).contains("code_challenge_method=S256", "nonce=", "state=", "response_type=code");
        Map<String, String> jar = new HashMap<>(Map.of("person", person));
        while (!at.getPath().startsWith("/api/v1/oidc/")) {
            String cookies = String.join(
                    "; ", jar.entrySet().stream().map(Object::toString).toList());
            var answer = api.client()
                    .send(HttpRequest.newBuilder(at).header("Cookie", cookies).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(300, 399);
            for (String set : answer.headers().allValues("set-cookie")) {
                String[] pair = set.substring(0, set.indexOf(';')).split("=", 2);
                if (pair[1].isEmpty()) jar.remove(pair[0]);
                else jar.put(pair[0], pair[1]);
            }
            at = at.resolve(answer.headers().firstValue("location").orElseThrow());
        }
        return new Back(at.getRawPath() + "?" + at.getRawQuery(), cookie.substring(0, cookie.indexOf(';')));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
