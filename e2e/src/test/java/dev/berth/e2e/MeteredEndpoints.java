package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** An endpoint on each demo pool that only one test calls, so that what is counted for them is that test's. */
final class MeteredEndpoints {
    private final BerthInstallation berth;
    private final Map<String, String> names = new TreeMap<>();
    private final Map<String, String> urls = new TreeMap<>();

    private MeteredEndpoints(BerthInstallation berth) {
        this.berth = berth;
    }

    /** Makes them, and returns when they serve. */
    static MeteredEndpoints on(BerthInstallation berth) {
        var endpoints = new MeteredEndpoints(berth);
        String run = UUID.randomUUID().toString().substring(0, 8);
        endpoints.make("ethereum", "ethereum-devnet", run);
        endpoints.make("litecoin", "litecoin-regtest", run);
        return endpoints;
    }

    private void make(String role, String pool, String run) {
        String name = role + "-" + run;
        JsonNode made = berth.tenant()
                .create(
                        "/endpoints",
                        Map.of(),
                        JsonNodeFactory.instance.objectNode().put("name", name).put("pool", pool));
        String url = made.path("key").path("url").asText();
        await().atMost(Duration.ofSeconds(30)).until(() -> JsonRpc.isKeyKnown(URI.create(url)));
        names.put(role, name);
        urls.put(role, url);
    }

    Map<String, String> urls() {
        return Map.copyOf(urls);
    }

    /**
     * The proxies have told all that they answered before this moment; those that are known, as one that another test has
     * taken away may owe calls for ever.
     */
    void allIsToldUntil(Instant moment) {
        String month = YearMonth.from(moment.atOffset(ZoneOffset.UTC)).toString();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    JsonNode proxies =
                            berth.operator().get("/exports/" + month + ".json").path("completeness");
                    JsonNode known = berth.operator().list("/proxies", Map.of(), 100);
                    assertThat(known).isNotEmpty();
                    for (String id : known.findValuesAsText("id")) {
                        assertThat(proxies)
                                .filteredOn(
                                        proxy -> proxy.path("proxyId").asText().equals(id))
                                .singleElement()
                                .satisfies(proxy -> assertThat(Instant.parse(
                                                proxy.path("completeUntil").asText()))
                                        .isAfter(moment));
                    }
                });
    }

    /** How many calls are counted for them, by the beginning of the hour. */
    Map<String, Long> countedByHour() {
        Map<String, Long> counted = new TreeMap<>();
        for (String name : names.values()) {
            for (JsonNode sum : berth.tenant().list("/usage", Map.of("endpoint", name, "by", "hour"), 500)) {
                counted.merge(
                        Flight.hour(Instant.parse(sum.path("hour").asText())),
                        sum.path("calls").asLong(),
                        Long::sum);
            }
        }
        return counted;
    }

    long counted() {
        return countedByHour().values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many calls of them the month's export has, whatever became of them. */
    long exported(YearMonth month) {
        long exported = 0;
        for (JsonNode line : berth.operator().get("/exports/" + month + ".json").path("lines")) {
            if (!line.path("kind").asText().equals("calls")
                    || !names.containsValue(line.path("endpoint").asText())) continue;
            for (String outcome : new String[] {"answered", "failed", "refused", "invalid"})
                exported += line.path(outcome).asLong();
        }
        return exported;
    }

    void delete() {
        names.values().forEach(name -> berth.tenant().delete("/endpoints/" + name, Map.of()));
    }
}
