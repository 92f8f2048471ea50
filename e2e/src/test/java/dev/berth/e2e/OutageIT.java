package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.ApiUnreachable;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Control plane and database are down and the proxy is killed meanwhile: calls go on and all of them are billed.
 * {@code berth.e2e.outage} says how long; with {@code berth.e2e.outage.at-hour} it waits and begins two minutes before
 * the next full hour.
 */
@ExtendWith(SharedBerth.class)
final class OutageIT {
    private static final Duration OUTAGE = Duration.parse(System.getProperty("berth.e2e.outage", "PT20S"));
    private static final boolean AT_HOUR = Boolean.getBoolean("berth.e2e.outage.at-hour");
    private static final int ETHEREUM = 8;
    private static final int LITECOIN = 4;
    private static final Duration NO_LONGER_SILENT_THAN = Duration.ofSeconds(10);

    private final BerthInstallation berth;
    private final BerthProcesses processes;

    OutageIT(BerthInstallation berth) {
        this.berth = berth;
        this.processes = BerthProcesses.of(berth);
    }

    @Test
    void callsGoOnWithoutControlPlaneAndDatabaseAndAreAllBilled() {
        var endpoints = MeteredEndpoints.on(berth);
        try (var flight = Flight.to(endpoints, ETHEREUM, LITECOIN, 25)) {
            if (AT_HOUR) until(Instant.now().truncatedTo(ChronoUnit.HOURS).plus(58, ChronoUnit.MINUTES));
            flight.go();
            await().until(() -> flight.count().received() > 100);

            Instant down = Instant.now();
            long controlPlane = processes.killAndFreeze("control-plane");
            long database = processes.killAndFreeze("database");
            assertThatThrownBy(() -> berth.tenant().list("/endpoints", Map.of(), 1))
                    .isInstanceOf(ApiUnreachable.class);
            until(down.plus(OUTAGE.dividedBy(2)));
            Instant proxyKilled = Instant.now();
            long receivedBefore = flight.count().received();
            BerthProcesses.kill("KILL", processes.service("proxy"));
            until(down.plus(OUTAGE));
            assertThat(flight.count().received())
                    .as("answers after the proxy's kill")
                    .isGreaterThan(receivedBefore + 100);
            BerthProcesses.kill("CONT", database);
            BerthProcesses.kill("CONT", controlPlane);
            Instant up = Instant.now();

            processes.areReady();
            Flight.Sums sums = flight.drain();
            endpoints.allIsToldUntil(Instant.now());

            Map<String, Long> counted = endpoints.countedByHour();
            say(down, up, sums, counted);
            onlyCallsInFlightAtTheKillWereLost(sums, proxyKilled);
            assertThat(sums.json().path("errors")).isEmpty();
            assertThat(sums.json().path("longestSilenceMillis").asLong()).isLessThan(NO_LONGER_SILENT_THAN.toMillis());
            sums.hours()
                    .forEach(hour -> assertThat(counted.getOrDefault(hour, 0L))
                            .as(hour)
                            .isBetween(sums.certainIn(hour), sums.possibleIn(hour)));
            assertThat(endpoints.counted()).isBetween(sums.received(), sums.sent());
            assertThat(endpoints.exported(YearMonth.now(ZoneOffset.UTC))).isEqualTo(endpoints.counted());
        }
        endpoints.delete();
    }

    private static void onlyCallsInFlightAtTheKillWereLost(Flight.Sums sums, Instant proxyKilled) {
        assertThat(sums.json().path("lost").asLong()).isLessThanOrEqualTo(ETHEREUM + LITECOIN);
        for (JsonNode loss : sums.json().path("losses")) {
            assertThat(Instant.ofEpochMilli(loss.path("first").asLong()))
                    .isBetween(proxyKilled.minusMillis(1), proxyKilled.plusSeconds(2));
        }
    }

    private static void until(Instant moment) {
        await().forever()
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !Instant.now().isBefore(moment));
    }

    private static void say(Instant down, Instant up, Flight.Sums sums, Map<String, Long> counted) {
        System.out.printf(
                "down from %s to %s: received %d <= counted %d <= sent %d; lost %d, no connection %d times, longest"
                        + " silence %d ms%n",
                down.truncatedTo(ChronoUnit.SECONDS),
                up.truncatedTo(ChronoUnit.SECONDS),
                sums.received(),
                counted.values().stream().mapToLong(Long::longValue).sum(),
                sums.sent(),
                sums.json().path("lost").asLong(),
                sums.json().path("refusedConnections").asLong(),
                sums.json().path("longestSilenceMillis").asLong());
        sums.hours()
                .forEach(hour -> System.out.printf(
                        "hour of %s: certain %d <= counted %d <= possible %d%n",
                        hour, sums.certainIn(hour), counted.getOrDefault(hour, 0L), sums.possibleIn(hour)));
    }
}
