package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.proxy.access.SourceRanges;
import dev.berth.proxy.access.TestKey;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints that let some through and not others: of a kind one entry is enough, and every kind must be met. */
class AllowlistsTest {
    private static final TestKey KEY = new TestKey(40);
    private static final String USDC = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48";
    private static final String OTHER = "0x00000000000000000000000000000000000000ff";
    private static final String HEAD = call("eth_blockNumber", "[]");

    private RunningProxy proxy;

    @BeforeEach
    void start() {
        proxy = new RunningProxy(SourceRanges.of(List.of("127.0.0.0/8", "10.9.0.0/16")));
        proxy.route(proxy.node());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, true",
        "http://app.example.com, false",
        "https://app.example.com:8443, true",
        "https://app.example.com.evil.org, false",
        "https://evil.org/https://app.example.com, false",
        "https://a.b.example.org, true",
        "https://example.org, false",
        "https://notexample.org, false",
        "http://localhost:3000, true",
        "http://localhost:3001, false",
        "null, false"
    })
    void anOriginIsHeldAgainstThePatterns(String origin, boolean passes) {
        grant(entry -> entry.addAllowedOrigins("https://app.example.com")
                .addAllowedOrigins("*.example.org")
                .addAllowedOrigins("localhost:3000"));
        assertThat(status(send(HEAD, request -> request.header("origin", origin))))
                .isEqualTo(passes ? 200 : 403);
        assertThat(status(send(HEAD, request -> request.header("referer", origin + "/page?x=1"))))
                .as("the page's address, where there is no origin")
                .isEqualTo(passes ? 200 : 403);
    }

    @Test
    void whoeverSaysNoOriginIsNotOnTheListAndIsCountedAsRefused() {
        grant(entry -> entry.addAllowedOrigins("https://app.example.com"));
        var refused = send(HEAD, request -> request);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"id\":1", "\"code\":-32004", "this origin");
        assertThat(proxy.meter.items()).containsEntry("eth_blockNumber REFUSED", 1L);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, true",
        "203.0.114.7, false",
        "2001:db8:1::5, true",
        "2001:db8:2::5, false",
        "::ffff:203.0.113.9, true",
        "198.51.100.4, true",
        "198.51.100.5, false",
        "garbage, false"
    })
    void anAddressIsHeldAgainstTheRanges(String address, boolean passes) {
        grant(entry -> entry.addAllowedSources("203.0.113.0/24")
                .addAllowedSources("2001:db8:1::/48")
                .addAllowedSources("198.51.100.4"));
        assertThat(status(send(HEAD, request -> request.header("x-forwarded-for", address))))
                .isEqualTo(passes ? 200 : 403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "203.0.113.7; true",
                "203.0.113.7, 10.9.1.1; true",
                "203.0.113.7, 192.0.2.1; false",
                "192.0.2.1, 203.0.113.7, 10.9.1.1, 10.9.1.2; true",
                "203.0.113.7, 192.0.2.1, 10.9.1.1; false"
            })
    void ofWhatHopsSayThatCountsWhichTheLastOneThatIsNotTrustedIs(String forwarded, boolean passes) {
        grant(entry -> entry.addAllowedSources("203.0.113.0/24"));
        assertThat(status(send(HEAD, request -> request.header("x-forwarded-for", forwarded))))
                .isEqualTo(passes ? 200 : 403);
    }

    @Test
    void withoutTrustedHopsNobodySaysWhereACallComesFrom() {
        try (var alone = new RunningProxy()) {
            alone.route(alone.node());
            alone.grant(KEY, entry -> onPool(entry).addAllowedSources("203.0.113.0/24"));
            var refused = alone.send(
                    "/" + KEY.text(), request -> posting(request, HEAD).header("x-forwarded-for", "203.0.113.7"));
            assertThat(refused.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void onlyContractsOnTheListAreAskedWhateverTheirLetters() {
        grant(entry -> entry.addAllowedContracts(USDC.toLowerCase(Locale.ROOT)));
        assertThat(answer("eth_call", "[{\"to\":\"" + USDC + "\"},\"latest\"]")).contains("\"result\"");
        assertThat(answer("eth_call", "[{\"to\":\"" + OTHER + "\"},\"latest\"]"))
                .contains("-32004", "this contract");
        assertThat(answer("eth_call", "[{\"data\":\"0x00\"}]")).contains("-32004");
        assertThat(answer("eth_call", "[{\"to\":{\"0\":\"" + USDC + "\"}}]")).contains("-32004");
        assertThat(answer("eth_getLogs", "[{\"address\":[\"" + USDC + "\"]}]")).contains("\"result\"");
        assertThat(answer("eth_getLogs", "[{\"address\":[\"" + USDC + "\",\"" + OTHER + "\"]}]"))
                .contains("-32004");
        assertThat(answer("eth_call", "[{\"to\":\"" + USDC + "\",\"TO\":\"" + OTHER + "\"}]"))
                .as("which of them a client takes is anybody's guess")
                .contains("-32004");
        assertThat(answer("eth_getLogs", "[{}]")).contains("-32004");
        assertThat(answer("eth_getBalance", "[\"" + OTHER + "\",\"latest\"]")).contains("\"result\"");
    }

    @Test
    void everyKindMustBeMetInABatchItemByItem() {
        grant(entry -> entry.addAllowedMethods("eth_*")
                .addAllowedOrigins("https://a.example")
                .addAllowedContracts(USDC));
        String batch = "[" + HEAD + "," + call("eth_call", "[{\"to\":\"" + OTHER + "\"}]") + ","
                + call("trace_block", "[]") + "]";
        String answers = send(batch, request -> request.header("origin", "https://a.example"))
                .body();
        assertThat(answers.split("\"result\"", -1)).hasSize(2);
        assertThat(answers).contains("this contract", "the method is not allowed");
        assertThat(send(batch, request -> request).body().split("this origin", -1))
                .hasSize(4);
    }

    @Test
    void aDryRunRefusesNothingAndSaysWhatItWouldHave() {
        grant(entry -> entry.addAllowedMethods("eth_getBalance")
                .addAllowedOrigins("https://a.example")
                .setListsDryRun(true));
        var answered = send(HEAD, request -> request);
        assertThat(answered.body()).contains("\"result\"");
        assertThat(answered.headers().firstValue("x-berth-would-refuse"))
                .hasValue("METHOD_NOT_ALLOWED, ORIGIN_NOT_ALLOWED");
        assertThat(proxy.meter.items()).containsOnlyKeys("eth_blockNumber ANSWERED");
    }

    private void grant(UnaryOperator<AccessEntry.Builder> lists) {
        proxy.grant(KEY, entry -> lists.apply(onPool(entry)));
    }

    private static AccessEntry.Builder onPool(AccessEntry.Builder entry) {
        return entry.setTargetId("pool").setNetwork("devnet");
    }

    private String answer(String method, String params) {
        return send(call(method, params), request -> request).body();
    }

    private HttpResponse<String> send(String body, UnaryOperator<HttpRequest.Builder> with) {
        return proxy.send("/" + KEY.text(), request -> with.apply(posting(request, body)));
    }

    private static HttpRequest.Builder posting(HttpRequest.Builder request, String body) {
        return request.header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static int status(HttpResponse<String> response) {
        return response.statusCode();
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
