package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call is on the bill, once: what clients received, what passed on the wire before the nodes and what is exported agree
 * to the last one. Needs root, as the wire is read by redirecting connections to the nodes.
 */
@ExtendWith(SharedBerth.class)
final class MeteringIT {
    private static final int CALLS = Integer.getInteger("berth.e2e.calls", 20_000);

    /** Whether members of the devnet are killed all the time, one after the other. */
    private static final boolean KILLS = Boolean.getBoolean("berth.e2e.kills");

    private static final int BATCH_LIMIT = 20; // as in skus.mjs
    private static final Pattern MARK = Pattern.compile("\"mark\":\"([^\"]*)\"");
    private static final Duration REPORTED = Duration.ofSeconds(90);
    private static final Duration LONGER_THAN_A_REPORT = Duration.ofSeconds(6);

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
        String node = "stopped-" + run;
        berth("nodes", "create", "--as", "tenant", "--template", "anvil", "--name", node, "--wait");
        endpoint("metered", wanted -> wanted.put("pool", "ethereum-devnet"));
        endpoint(
                "narrow",
                wanted -> wanted.put("pool", "ethereum-devnet")
                        .putArray("allowedMethods")
                        .add("eth_blockNumber")
                        .add("eth_chainId"));
        endpoint("limited", wanted -> wanted.put("pool", "ethereum-devnet").put("callsPerSecond", 5));
        endpoint("litecoin", wanted -> wanted.put("pool", "litecoin-regtest"));
        endpoint("stopped", wanted -> wanted.put("node", node));
        berth("nodes", "stop", "--as", "tenant", node, "--wait");
        Path received = folder.resolve("received.jsonl");
        Path wire = folder.resolve("wire.jsonl");

        try (var _ = Wire.before(members(), wire);
                var kills = KILLS ? MemberKills.of(berth, "ethereum-devnet") : null) {
            Program.script("calls.mjs")
                    .with("BERTH_ENDPOINTS", urls.toString())
                    .with("BERTH_CALLS", Integer.toString(CALLS))
                    .with("BERTH_CLIENTS", "8")
                    .with("BERTH_RECEIVED", received.toString())
                    .start()
                    .printedWithin(Duration.ofMinutes(10).plusMillis(10L * CALLS));
            if (kills != null) System.out.println(kills.killed() + " members were killed meanwhile");
        }

        Path export = folder.resolve("export.csv");
        await().atMost(REPORTED)
                .during(LONGER_THAN_A_REPORT)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    export(export);
                    oracle(received, wire, export).run();
                });
        System.out.println(oracle(received, wire, export).run());
        assertSeesASingleCall(received, wire, export);
        for (JsonNode name : names) tenant.delete("/endpoints/" + name.asText(), Map.of());
        berth("nodes", "delete", "--as", "tenant", node, "--wait");
    }

    /** The oracle would have said no, had one answer more been received or one request not been on the wire. */
    private void assertSeesASingleCall(Path received, Path wire, Path export) throws IOException {
        List<String> answers = Files.readAllLines(received);
        Path more = folder.resolve("more.jsonl");
        Files.writeString(more, String.join("\n", answers) + "\n" + answers.getFirst() + "\n");
        assertThat(oracle(more, wire, export).start().ended()).isNotZero();

        List<String> requests = Files.readAllLines(wire);
        Map<String, List<String>> byMark = requests.stream().collect(Collectors.groupingBy(MeteringIT::mark));
        String lost = requests.stream()
                .filter(request -> !mark(request).isEmpty() && !mark(request).contains("!"))
                .filter(request -> byMark.getOrDefault(mark(request), List.of()).size() == 1)
                .findFirst()
                .orElseThrow();
        Path fewer = folder.resolve("fewer.jsonl");
        Files.writeString(
                fewer,
                requests.stream().filter(request -> !request.equals(lost)).collect(Collectors.joining("\n", "", "\n")));
        assertThat(oracle(received, fewer, export).start().ended()).isNotZero();
    }

    /** Of a request that was seen on the wire; empty for one of Berth's own. */
    private static String mark(String request) {
        Matcher mark = MARK.matcher(request);
        return mark.find() ? mark.group(1) : "";
    }

    private void endpoint(String role, Consumer<ObjectNode> to) {
        String name = role + "-" + run;
        var wanted = JsonNodeFactory.instance.objectNode().put("name", name).put("maxBatchItems", BATCH_LIMIT);
        to.accept(wanted);
        JsonNode made = tenant.create("/endpoints", Map.of(), wanted);
        names.put(role, name);
        urls.set(role, made.path("key").path("url"));
        URI url = URI.create(made.path("key").path("url").asText());
        await().atMost(Duration.ofSeconds(30)).until(() -> JsonRpc.isKeyKnown(url));
    }

    private List<URI> members() {
        return Stream.of("ethereum-devnet", "litecoin-regtest")
                .flatMap(pool -> berth.members(pool).stream())
                .toList();
    }

    private void export(Path file) {
        String month = YearMonth.now(ZoneOffset.UTC).toString();
        berth("export", "--month", month, "--format", "csv", "--file", file.toString());
    }

    private void berth(String... arguments) {
        BerthInstallation.Outcome outcome = berth.berth(arguments);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    private Program oracle(Path received, Path wire, Path export) {
        return Program.script("oracle.mjs")
                .with("BERTH_ENDPOINTS", names.toString())
                .with("BERTH_RECEIVED", received.toString())
                .with("BERTH_WIRE", wire.toString())
                .with("BERTH_EXPORT", export.toString());
    }
}
