package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A browser with its cookie, and with what the page in it knows of its session. */
final class Browser {
    static final String PASSWORD = "nineteen green otters";

    private final RunningApi api;
    private String cookie = "";
    private @Nullable String csrf;

    Browser(RunningApi api) {
        this.api = api;
    }

    /** One in which a new member accepted its invitation. */
    static Browser invited(RunningApi api, JsonNode member) {
        var browser = new Browser(api);
        var answer = browser.send(
                "POST",
                "/api/v1/invitations/accept",
                "{\"token\": \"%s\", \"password\": \"%s\"}".formatted(token(member.at("/invitation")), PASSWORD));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return browser;
    }

    /** What stands at the end of a link. */
    static String token(JsonNode link) {
        String url = link.get("url").asText();
        return url.substring(url.lastIndexOf('/') + 1);
    }

    RunningApi.Answer signIn(String email, String password, @Nullable String code) {
        String body = "{\"email\": \"%s\", \"password\": \"%s\"%s}"
                .formatted(email, password, code == null ? "" : ", \"code\": \"" + code + "\"");
        return send("POST", "/api/v1/session", body);
    }

    RunningApi.Answer get(String path) {
        return send("GET", path, null);
    }

    RunningApi.Answer send(String method, String path, @Nullable String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!cookie.isEmpty()) all.addAll(List.of("Cookie", cookie));
        if (csrf != null && !all.contains("X-Berth-CSRF")) all.addAll(List.of("X-Berth-CSRF", csrf));
        var answer = api.send(method, path, null, body, all.toArray(String[]::new));
        answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
        boolean isJson = answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/json"))
                .isPresent();
        if (answer.status() == 200 && isJson && answer.json().has("csrf"))
            csrf = answer.json().get("csrf").asText();
        return answer;
    }

    String cookie() {
        return cookie;
    }

    String sessionId() {
        return get("/api/v1/me").json().get("sessionId").asText();
    }
}
