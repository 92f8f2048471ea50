package dev.berth.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The load generator flight.mjs: calls that go on whatever happens to Berth, and what came of them. */
final class Flight implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private final Process process;
    private final BufferedReader answers;

    private Flight(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Ready to go: so many calls at once to each endpoint, each caller pausing so long after an answer. */
    static Flight to(MeteredEndpoints endpoints, int ethereum, int litecoin, int pauseMillis) {
        ObjectNode atOnce = JSON.createObjectNode().put("ethereum", ethereum).put("litecoin", litecoin);
        return new Flight(Program.script("flight.mjs")
                .with("BERTH_ENDPOINTS", JSON.valueToTree(endpoints.urls()).toString())
                .with("BERTH_FLIGHT", atOnce.toString())
                .with("BERTH_PAUSE_MILLIS", Integer.toString(pauseMillis))
                .startPiped());
    }

    /** What came of the calls until now; {@link #json} has the rest. */
    record Sums(JsonNode json) {
        long sent() {
            return json.path("sent").asLong();
        }

        long received() {
            return json.path("received").asLong();
        }

        long inFlight() {
            return json.path("inFlight").asLong();
        }

        /** Of an hour, calls that were written and answered within it. */
        long certainIn(String hour) {
            return json.path("hours").path(hour).path("certain").asLong();
        }

        /** Of an hour, calls that may have been counted in it: those that were under way in it at any time. */
        long possibleIn(String hour) {
            return json.path("hours").path(hour).path("possible").asLong();
        }

        /** The hours in which calls were under way, by their beginnings. */
        List<String> hours() {
            List<String> hours = new ArrayList<>();
            json.path("hours").fieldNames().forEachRemaining(hours::add);
            return hours.stream().sorted().toList();
        }
    }

    /** An hour as flight.mjs names it, by its beginning. */
    static String hour(Instant beginning) {
        return HOUR.format(beginning);
    }

    Sums go() {
        return tell("go");
    }

    Sums count() {
        return tell("count");
    }

    /** Makes no more calls and waits until none is in flight. */
    Sums drain() {
        return tell("drain");
    }

    private Sums tell(String word) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(word)
                    .append('\n')
                    .flush();
            String line = answers.readLine();
            if (line == null) throw new AssertionError("flight.mjs ended with " + process.waitFor());
            return new Sums(JSON.readTree(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
