package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.BerthApi;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node is deleted but for its data, and restored with it: its chain is where it was (F23). */
@ExtendWith(SharedBerth.class)
final class KeptDataIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NAME = "kept-data";

    private final BerthInstallation berth;
    private final BerthApi tenant;

    KeptDataIT(BerthInstallation berth) {
        this.berth = berth;
        this.tenant = berth.tenant();
    }

    @Test
    void aChainGoesOnWhereItWasWhenItsNodeIsRestored() {
        done("nodes", "create", "--as", "tenant", "--template", "anvil", "--name", NAME, "--wait");
        String id = tenant.get("/nodes/" + NAME).path("id").asText();
        URI address = berth.address(NAME);
        JsonRpc.call(address, "anvil_mine", "[\"0x5\"]");
        String block = block(address);
        awaitWritten();

        done("nodes", "delete", "--as", "tenant", NAME, "--keep-data-days", "7", "--wait");
        JsonNode kept = tenant.get("/nodes/" + NAME);
        assertThat(kept.path("state").asText()).isEqualTo("RETAINED");
        Instant until = Instant.parse(kept.at("/lease/endsAt").asText());
        assertThat(Duration.between(Instant.now(), until)).isBetween(Duration.ofDays(6), Duration.ofDays(7));
        JsonNode lease = tenant.get("/leases/" + kept.at("/lease/id").asText());
        assertThat(lease.at("/reserved/cpuMillis").asLong()).isZero();
        assertThat(lease.at("/reserved/diskBytes").asLong()).isPositive();
        assertThat(UnitProcesses.of(berth).ofNode(id)).isEmpty();

        done("nodes", "restore", "--as", "tenant", NAME, "--wait");
        assertThat(tenant.get("/nodes/" + NAME).path("id").asText()).isEqualTo(id);
        assertThat(block(berth.address(NAME))).isEqualTo(block);

        done("nodes", "delete", "--as", "tenant", NAME, "--wait");
        assertThat(tenant.get("/nodes/" + id).path("state").asText()).isEqualTo("DELETED");
    }

    /** Anvil writes its state each second. */
    private static void awaitWritten() {
        long written = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        await().atMost(PATIENCE).until(() -> System.nanoTime() > written);
    }

    private static String block(URI address) {
        JsonRpc.Answer answer = JsonRpc.call(address, "eth_getBlockByNumber", "[\"0x5\", false]");
        return answer.json().at("/result/hash").asText();
    }

    private void done(String... arguments) {
        BerthInstallation.Outcome outcome = berth.berth(arguments);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }
}
