package dev.berth.control.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.Method;
import dev.berth.contract.v1.Routing;
import dev.berth.control.TwoTenants;
import dev.berth.control.secret.MasterKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WeightsOfMethodsTest {
    @Test
    void aPriceTableWeighsMethodsFromWhenItComesIntoForce() {
        try (var world = new TwoTenants()) {
            var publish = new PublishRouting(world.database, new MasterKey(new byte[32]));
            publish.run(List.of());
            assertThat(weights(world)).containsEntry("eth_call", 1);
            price(world, 1, "now() - interval '1 hour'", 26);
            price(world, 2, "now() + interval '1 hour'", 40);
            publish.run(List.of());
            assertThat(weights(world)).containsEntry("eth_call", 26).containsEntry("eth_getLogs", 7);
            price(world, 3, "now() - interval '1 minute'", 40);
            publish.run(List.of());
            assertThat(weights(world)).containsEntry("eth_call", 40);
        }
    }

    private static void price(TwoTenants world, int version, String from, int weight) {
        world.asOwner("""
            insert into price_table (network, version, valid_from, currency, definition, created_by) values ('devnet', %d, %s, 'EUR',
                '{"perMillionUnits": "1", "units": {"%d": ["eth_call"], "7": ["default"]}, "charged": ["answered"], "nodes": []}', 'test')
            """.formatted(version, from, weight));
    }

    private static Map<String, Integer> weights(TwoTenants world) {
        Routing routing = world.database.asPlatform(FeedTables::routing).orElseThrow();
        return routing.getMethodTablesList().getFirst().getMethodsList().stream()
                .collect(Collectors.toMap(Method::getName, Method::getComputeUnits));
    }
}
