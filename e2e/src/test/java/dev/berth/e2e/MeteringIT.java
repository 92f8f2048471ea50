package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.BerthApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every call is on the bill, once: what clients received and what is exported agree to the last one. */
@ExtendWith(SharedBerth.class)
final class MeteringIT {
    private static final int CALLS = Integer.getInteger("berth.e2e.calls", 20_000);
    private static final int BATCH_LIMIT = 20; // as in skus.mjs

    private final BerthInstallation berth;
    private final BerthApi tenant;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final ObjectNode names = JsonNodeFactory.instance.objectNode();
    private final ObjectNode urls = JsonNodeFactory.instance.objectNode();

    @TempDir
    Path folder = Path.of("");

    MeteringIT(BerthInstallation berth) {
        this.berth = berth;
        this.tenant = berth.tenant();
    }

    @Test
    void theExportHasEveryCallThatWasAnswered() throws IOException {
        endpoint("metered", "ethereum-devnet", List.of());
        endpoint("narrow", "ethereum-devnet", List.of("eth_blockNumber", "eth_chainId"));
        endpoint("litecoin", "litecoin-regtest", List.of());
        Path received = folder.resolve("received.jsonl");

        Program.script("calls.mjs")
                .with("BERTH_ENDPOINTS", urls.toString())
                .with("BERTH_CALLS", Integer.toString(CALLS))
                .with("BERTH_CLIENTS", "8")
                .with("BERTH_RECEIVED", received.toString())
                .run();
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(counted()).isGreaterThanOrEqualTo(answers(received)));

        Path export = export();
        oracle(received, export).run();
        assertThat(oracle(oneTwice(received), export).start().ended())
                .as("the oracle sees a single call")
                .isNotZero();
        for (JsonNode name : names) tenant.delete("/endpoints/" + name.asText(), Map.of());
    }

    private void endpoint(String role, String pool, List<String> allowedMethods) {
        String name = role + "-" + run;
        ObjectNode wanted = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("pool", pool)
                .put("maxBatchItems", BATCH_LIMIT);
        allowedMethods.forEach(wanted.putArray("allowedMethods")::add);
        JsonNode made = tenant.create("/endpoints", Map.of(), wanted);
        names.put(role, name);
        urls.set(role, made.path("key").path("url"));
        URI url = URI.create(made.path("key").path("url").asText());
        await().atMost(Duration.ofSeconds(30)).until(() -> JsonRpc.get(url).status() != 401);
    }

    private long counted() {
        long calls = 0;
        for (JsonNode name : names) {
            for (JsonNode sum : tenant.list("/usage", Map.of("endpoint", name.asText()), 500)) {
                calls += sum.path("calls").asLong();
            }
        }
        return calls;
    }

    private static long answers(Path received) throws IOException {
        var json = new ObjectMapper();
        long answers = 0;
        for (String line : Files.readAllLines(received)) {
            JsonNode body = json.readTree(json.readTree(line).path("body").asText());
            answers += body.isArray() ? body.size() : 1;
        }
        return answers;
    }

    private Path export() {
        Path export = folder.resolve("export.csv");
        BerthInstallation.Outcome outcome = berth.berth(
                "export",
                "--month",
                YearMonth.now(ZoneOffset.UTC).toString(),
                "--format",
                "csv",
                "--file",
                export.toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return export;
    }

    private Program oracle(Path received, Path export) {
        return Program.script("oracle.mjs")
                .with("BERTH_ENDPOINTS", names.toString())
                .with("BERTH_RECEIVED", received.toString())
                .with("BERTH_EXPORT", export.toString());
    }

    private static Path oneTwice(Path received) throws IOException {
        List<String> lines = Files.readAllLines(received);
        Path more = received.resolveSibling("more.jsonl");
        Files.writeString(more, String.join("\n", lines) + "\n" + lines.getFirst() + "\n");
        return more;
    }
}
