package dev.berth.e2e;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Transactions whose answers are lost on the way, with real nodes of three kinds: their senders hear what became of them. */
@ExtendWith(SharedBerth.class)
final class TransactionsIT {
    private final BerthInstallation berth;

    @TempDir
    Path folder = Path.of("");

    TransactionsIT(BerthInstallation berth) {
        this.berth = berth;
    }

    @Test
    void aTransactionThatANodeHadAlreadyIsAnsweredByItsHash() {
        List<URI> nodes = new ArrayList<>();
        for (String pool : List.of("ethereum-devnet", "litecoin-regtest")) nodes.addAll(berth.members(pool));
        nodes.add(berth.address("anvil"));
        var endpoints = JsonNodeFactory.instance
                .objectNode()
                .put("devnet", berth.endpoint("ethereum-devnet").toString())
                .put("anvil", berth.endpoint("anvil").toString())
                .put("litecoin", berth.endpoint("litecoin-regtest").toString());
        try (var _ = Wire.before(nodes, folder.resolve("wire.jsonl"))) {
            System.out.println(Program.script("transactions.mjs")
                    .with("BERTH_ENDPOINTS", endpoints.toString())
                    .run());
        }
    }
}
