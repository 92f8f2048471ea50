package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is followed while another tenant does things: nothing of that comes by. */
class EventStreamsAreApartTest {
    private static final ContractDocument DOCUMENT = ContractDocument.load();

    private static RunningApi api;
    private static ThingsOfATenant victim;
    private static ThingsOfATenant own;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        victim = ThingsOfATenant.made(api, "victim");
        own = ThingsOfATenant.made(api, "follower");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** Others name a thing in their path, which is not found: {@link ForeignThingsTest}. */
    @Test
    void everyStreamThatNamesNothingIsTriedHere() {
        assertThat(DOCUMENT.operations().stream()
                        .filter(operation -> !operation.path().contains("{") && isStream(operation))
                        .map(DocumentedOperation::id))
                .containsExactly("followEvents");
    }

    private static boolean isStream(DocumentedOperation operation) {
        JsonNode described = DOCUMENT.json()
                .at("/paths")
                .get(operation.path())
                .get(operation.method().toLowerCase(java.util.Locale.ROOT));
        return described.at("/responses/200/content").has("text/event-stream");
    }

    @Test
    void aKeySeesItsTenantsEventsAloneFromTheVeryFirst() throws Exception {
        nothingOfOthers(HttpRequest.newBuilder().header("Authorization", "Bearer " + own.key()));
    }

    @Test
    void aBrowserSeesItsTenantsEventsAloneFromTheVeryFirst() throws Exception {
        nothingOfOthers(HttpRequest.newBuilder().header("Cookie", own.person().cookie()));
    }

    private static void nothingOfOthers(HttpRequest.Builder who) throws IOException, InterruptedException {
        try (Stream<String> lines = follow(who.copy(), "")) {
            act(victim.key());
            String mine = act(own.key());
            List<String> came = until(lines, line -> line.startsWith("data:") && line.contains(mine));
            assertThat(came).anyMatch(line -> line.contains("follower-node"));
            assertThat(came).noneMatch(line -> victim.traces().stream().anyMatch(line::contains));
        }
    }

    @Test
    void whatHappensToAThingOfAnotherIsNotFollowedByItsId() throws Exception {
        var who = HttpRequest.newBuilder().header("Authorization", "Bearer " + own.key());
        try (Stream<String> lines = follow(who, "?subject=" + victim.of("node").getLast())) {
            api.send("PATCH", "/api/v1/nodes/victim-node", victim.key(), "{\"onDrain\": \"move\"}");
            assertThat(until(lines, line -> line.startsWith(":"))).noneMatch(line -> line.startsWith("data:"));
        }
    }

    private static Stream<String> follow(HttpRequest.Builder who, String query)
            throws IOException, InterruptedException {
        var request = who.uri(api.uri("/api/v1/events/stream" + query))
                .header("Last-Event-ID", "0")
                .build();
        var answer = api.client().send(request, BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** Does something that is an event; gives what its event is about. */
    private static String act(String key) {
        return api.post("/api/v1/api-keys", key, "{\"name\": \"of a test\", \"role\": \"developer\"}")
                .json()
                .get("id")
                .asText();
    }

    /** The lines up to the first that is so. */
    private static List<String> until(Stream<String> lines, Predicate<String> last) {
        var came = new ArrayList<String>();
        var all = lines.iterator();
        while (all.hasNext()) {
            String line = all.next();
            came.add(line);
            if (last.test(line)) return came;
        }
        throw new AssertionError("it ended after " + came);
    }
}
