package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processes are killed at random while calls run and nodes are made: no answer is given away, and nothing is left askew. */
@ExtendWith(SharedBerth.class)
final class KillRoundsIT {
    private static final int ROUNDS = Integer.getInteger("berth.e2e.rounds", 6);
    private static final long SEED = Long.getLong("berth.e2e.seed", System.nanoTime());
    private static final int IN_FLIGHT = 50;
    private static final List<Victim> VICTIMS = Stream.of(
                    System.getProperty("berth.e2e.victims", "PROXY,CONTROL_PLANE,DATABASE,SUPERVISOR,UNIT")
                            .split(","))
            .map(Victim::valueOf)
            .toList();

    private final BerthInstallation berth;
    private final BerthProcesses processes;
    private final Random random = new Random(SEED);

    KillRoundsIT(BerthInstallation berth) {
        this.berth = berth;
        this.processes = BerthProcesses.of(berth);
    }

    private enum Victim {
        PROXY,
        CONTROL_PLANE,
        DATABASE,
        SUPERVISOR,
        UNIT
    }

    @Test
    void whatWasReceivedIsCountedAndWhatWasCountedWasSent() {
        var endpoints = MeteredEndpoints.on(berth);
        try (var flight = Flight.to(endpoints, 48, 16, 0);
                var churn = NodeChurn.start(berth, "killed", SEED)) {
            List<Victim> victims = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                if (victims.isEmpty()) victims.addAll(VICTIMS); // random, and each in its turn
                churn.goesOn();
                round(round, victims.remove(random.nextInt(victims.size())), flight, endpoints);
            }
            System.out.println(churn.end() + " nodes were made and deleted meanwhile");
        }
        new Aftermath(berth).isInOrder();
        endpoints.delete();
    }

    private void round(int round, Victim victim, Flight flight, MeteredEndpoints endpoints) {
        flight.go();
        await().pollDelay(Duration.ofMillis(500 + random.nextInt(2_000)))
                .until(() -> flight.count().inFlight() >= IN_FLIGHT);
        long inFlight = flight.count().inFlight();
        String killed = kill(victim);
        Flight.Sums sums = flight.drain();
        endpoints.allIsToldUntil(Instant.now());
        long counted = endpoints.counted();

        System.out.printf(
                "round %d seed %d killed %s (%d in flight): received %d <= counted %d <= sent %d%n",
                round, SEED, killed, inFlight, sums.received(), counted, sums.sent());
        assertThat(inFlight).isGreaterThanOrEqualTo(IN_FLIGHT);
        assertThat(counted).isBetween(sums.received(), sums.sent());
    }

    /** Kills it and waits until it is back; gives its name. */
    private String kill(Victim victim) {
        return switch (victim) {
            case PROXY -> killService("proxy");
            case CONTROL_PLANE -> killService("control-plane");
            case DATABASE -> killService("database");
            case SUPERVISOR -> killSupervisor();
            case UNIT -> killUnit();
        };
    }

    private String killService(String name) {
        long killed = processes.service(name);
        BerthProcesses.kill("KILL", killed);
        processes.isBackAfter(killed, name);
        return name;
    }

    private String killSupervisor() {
        Map<String, Long> before = processes.services();
        BerthProcesses.kill("KILL", processes.supervisor());
        berth.upAgain();
        processes.areReady();
        assertThat(processes.services()).as("adopted, not started again").isEqualTo(before);
        return "supervisor";
    }

    private String killUnit() {
        List<JsonNode> members = new ArrayList<>();
        for (String pool : List.of("ethereum-devnet", "litecoin-regtest"))
            berth.operator().list("/nodes", Map.of("pool", pool), 100).forEach(members::add);
        JsonNode node = members.get(random.nextInt(members.size()));
        String id = node.path("id").asText();
        List<UnitProcesses.Unit> units = UnitProcesses.of(berth).ofNode(id).toList();
        assertThat(units).as(node.toString()).isNotEmpty();
        UnitProcesses.Unit unit = units.get(random.nextInt(units.size()));
        BerthProcesses.kill("KILL", unit.process());
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> UnitProcesses.of(berth)
                        .ofNode(id)
                        .anyMatch(now -> now.name().equals(unit.name()) && now.process() != unit.process()));
        return unit.name() + " of " + node.path("name").asText();
    }
}
