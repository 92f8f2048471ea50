package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecondFactorThroughTheApiTest {
    private static RunningApi api;
    private static String owner;
    private static int people;

    private JsonNode member;
    private Browser browser;
    private String secret;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        owner = api.tenantKey("acme", "owner");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void aPersonWithASecret() {
        member = api.post("/api/v1/members", owner, """
            {"email": "person%d@acme.example", "role": "developer"}\
            """.formatted(++people)).json();
        browser = Browser.invited(api, member);
        JsonNode offer = browser.send("POST", "/api/v1/me/totp", null).json();
        secret = offer.get("secret").asText();
        assertThat(offer.get("uri").asText())
                .startsWith("otpauth://totp/Berth:")
                .contains(secret);
    }

    @Test
    void noCodeIsWantedBeforeTheAuthenticatorWasShownToWork() {
        assertThat(signIn(null).status()).isEqualTo(200);
        assertThat(confirm("000000").status()).isEqualTo(422);
        assertThat(signIn(null).status()).isEqualTo(200);
    }

    @Test
    void aCodeIsWantedAndCountsOnce() {
        turnOn();
        var wanted = signIn(null);
        assertThat(wanted.status()).isEqualTo(401);
        assertThat(wanted.word()).isEqualTo("code-required");
        assertThat(signIn("123456").word()).isEqualTo("code-required");
        forgetSteps();
        String code = code();
        assertThat(signIn(code).status()).isEqualTo(200);
        assertThat(signIn(code).word()).isEqualTo("code-required");
        assertThat(browser.get("/api/v1/me").json().get("totp").asBoolean()).isTrue();
    }

    @Test
    void whoHasNotThePasswordIsNotAskedForACode() {
        turnOn();
        var refused = new Browser(api).signIn(member.get("email").asText(), "not the password", null);
        assertThat(refused.word()).isEqualTo("sign-in-refused");
    }

    @Test
    void aRecoveryCodeStandsInOnce() {
        String recovery = turnOn().at("/recoveryCodes/3").asText();
        assertThat(recovery).matches("([a-z2-7]{6}-){3}[a-z2-7]{6}");
        assertThat(signIn(recovery.replace("-", " ").toUpperCase(Locale.ROOT)).status())
                .isEqualTo(200);
        assertThat(signIn(recovery).word()).isEqualTo("code-required");
        assertThat(api.get("/api/v1/events?kind=member.recovery-code-used", owner)
                        .json()
                        .get("items"))
                .isNotEmpty();
        assertThat(api.query("select count(*) from recovery_code where position('" + recovery
                        + "' in encode(code_sha256, 'escape')) > 0"))
                .isEqualTo("0");
    }

    @Test
    void itIsTurnedOffWithACodeAlone() {
        turnOn();
        assertThat(browser.send("DELETE", "/api/v1/me/totp", "{\"code\": \"000000\"}")
                        .status())
                .isEqualTo(422);
        forgetSteps();
        assertThat(browser.send("DELETE", "/api/v1/me/totp", "{\"code\": \"" + code() + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(signIn(null).status()).isEqualTo(200);
    }

    @Test
    void aResetLeavesItOnUnlessItIsToGoToo() {
        turnOn();
        String path = "/api/v1/members/" + member.get("id").asText() + "/reset";
        JsonNode first = api.post(path, owner, null).json();
        assertThat(accept(first).word()).isEqualTo("code-required");
        JsonNode second = api.post(path + "?totp=true", owner, null).json();
        assertThat(accept(second).status()).isEqualTo(200);
    }

    @Test
    void aSignInLinkWantsACodeTooAndIsNotUsedUpWithoutOne() {
        turnOn();
        JsonNode link = api.post("/api/v1/sign-in-links", api.operator(), "{\"member\": " + member.get("id") + "}")
                .json();
        String body = "{\"token\": \"" + Browser.token(link) + "\"%s}";
        assertThat(new Browser(api)
                        .send("POST", "/api/v1/session/link", body.formatted(""))
                        .word())
                .isEqualTo("code-required");
        forgetSteps();
        assertThat(new Browser(api)
                        .send("POST", "/api/v1/session/link", body.formatted(", \"code\": \"" + code() + "\""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void guessingCodesEndsEvenWithTheRightOne() {
        turnOn();
        for (int i = 0; i < 10; i++) assertThat(signIn("00000" + i).status()).isEqualTo(401);
        forgetSteps();
        assertThat(signIn(code()).status()).isEqualTo(429);
        assertThat(api.get("/api/v1/events?kind=member.sign-in-failed", owner).text())
                .contains("10 wrong codes");
    }

    private JsonNode turnOn() {
        var on = confirm(code());
        assertThat(on.status()).as(on.text()).isEqualTo(200);
        return on.json();
    }

    private RunningApi.Answer confirm(String code) {
        return browser.send("POST", "/api/v1/me/totp/confirm", "{\"code\": \"" + code + "\"}");
    }

    private RunningApi.Answer signIn(@Nullable String code) {
        return new Browser(api).signIn(member.get("email").asText(), Browser.PASSWORD, code);
    }

    private static RunningApi.Answer accept(JsonNode invited) {
        return new Browser(api)
                .send(
                        "POST",
                        "/api/v1/invitations/accept",
                        "{\"token\": \"%s\", \"password\": \"another green otter\"}"
                                .formatted(Browser.token(invited.get("invitation"))));
    }

    /** So that a test need not wait for the next code. */
    private static void forgetSteps() {
        api.execute("update member_credential set totp_step = 0");
    }

    private String code() {
        try {
            return new TimeBasedOneTimePasswordGenerator()
                    .generateOneTimePasswordString(new SecretKeySpec(Base32.decode(secret), "RAW"), Instant.now());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
