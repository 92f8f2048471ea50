package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.cli.installation.Quickstart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where an operator looks is said, and is right. */
@ExtendWith(SharedBerth.class)
final class OperatorAddressesIT {
    private final BerthInstallation berth;

    OperatorAddressesIT(BerthInstallation berth) {
        this.berth = berth;
    }

    @Test
    void metricsAndTheStoryOfACallAreWhereStatusAndQuickstartSay() throws Exception {
        Quickstart quickstart = berth.quickstart();
        String network = "ethereum-devnet";
        try (var http = HttpClient.newHttpClient()) {
            var call = HttpRequest.newBuilder(berth.endpoint(network))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}"))
                    .build();
            String request = http.send(call, HttpResponse.BodyHandlers.ofString())
                    .headers()
                    .firstValue("x-request-id")
                    .orElseThrow();

            assertThat(get(http, quickstart.metrics())).contains("berth_proxy_items_total{", "network=\"" + network);
            assertThat(get(http, quickstart.explain() + "/" + request)).contains("eth_chainId");
        }

        String shown = berth.berth("status").output();
        assertThat(shown).contains(quickstart.metrics(), quickstart.explain());
        JsonNode status =
                new ObjectMapper().readTree(berth.berth("status", "-o", "json").output());
        assertThat(status.path("metrics").asText()).isEqualTo(quickstart.metrics());
        assertThat(status.path("explain").asText()).isEqualTo(quickstart.explain());
    }

    private static String get(HttpClient http, String url) throws IOException, InterruptedException {
        var answer = http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(url).isEqualTo(200);
        return answer.body();
    }
}
