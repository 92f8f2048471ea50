package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tools that people have work unchanged. */
@ExtendWith(SharedBerth.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientsIT {
    /** The first of the prefunded accounts, known to everybody. */
    private static final String PRIVATE_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private static final String TO = "0x00000000000000000000000000000000000ca570";

    private final BerthInstallation berth;
    private final URI ethereum;
    private final ObjectMapper json = new ObjectMapper();

    ClientsIT(BerthInstallation berth) {
        this.berth = berth;
        this.ethereum = berth.endpoint("ethereum-devnet");
    }

    @Test
    void castSeesTheChainGrow() {
        long first = Long.parseLong(Program.cast(ethereum, "block-number").run());
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(Long.parseLong(
                                Program.cast(ethereum, "block-number").run()))
                        .isGreaterThan(first));
    }

    /** The receipt of what cast sends. */
    private JsonNode sent(String... what) throws IOException {
        var send = new ArrayList<>(List.of("send", "--json", "--private-key", PRIVATE_KEY));
        send.addAll(List.of(what));
        return json.readTree(Program.cast(ethereum, send.toArray(String[]::new)).run());
    }

    @Test
    void aTransferThatCastSendsIsKnownToEveryMember() throws IOException {
        JsonNode receipt = sent(TO, "--value", "42");

        assertThat(receipt.path("status").asText()).isEqualTo("0x1");
        String hash = receipt.path("transactionHash").asText();
        List<URI> members = berth.members("ethereum-devnet");
        assertThat(members).hasSize(2);
        for (URI member : members) {
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                JsonNode told = JsonRpc.call(member, "eth_getTransactionReceipt", "[\"" + hash + "\"]")
                        .json();
                assertThat(told.path("result").path("blockHash"))
                        .as("receipt at %s", member)
                        .isEqualTo(receipt.path("blockHash"));
            });
        }
    }

    @Test
    void castFindsTheLogThatAContractWrote() throws IOException {
        // Init code: LOG1 of no bytes under the topic 0x2a, then STOP. With a gas limit, as EthereumJS refuses to
        // estimate
        // for "to": null, which cast sends.
        JsonNode receipt = sent("--gas-limit", "100000", "--create", "0x602a60006000a100");
        String contract = receipt.path("contractAddress").asText();

        JsonNode logs = json.readTree(Program.cast(
                        ethereum,
                        "logs",
                        "--json",
                        "--from-block",
                        Long.decode(receipt.path("blockNumber").asText()).toString(),
                        "--address",
                        contract,
                        "0x000000000000000000000000000000000000000000000000000000000000002a")
                .run());

        assertThat(logs).hasSize(1);
        assertThat(logs.get(0).path("transactionHash")).isEqualTo(receipt.path("transactionHash"));
    }

    @Test
    void ethersSendsATransfer() throws IOException {
        assertSent(Program.script("ethers-transfer.mjs").with("BERTH_ACCOUNT", "1"));
    }

    @Test
    void viemSendsATransfer() throws IOException {
        assertSent(Program.script("viem-transfer.mjs").with("BERTH_ACCOUNT", "2"));
    }

    private void assertSent(Program script) throws IOException {
        JsonNode seen =
                json.readTree(script.with("BERTH_URL", ethereum.toString()).run());
        assertThat(seen.path("chainId").asInt()).isEqualTo(1337);
        assertThat(seen.path("status").asInt()).isOne();
        assertThat(seen.path("inBlock").asBoolean()).isTrue();
        assertThat(seen.path("received").asInt()).isEqualTo(1234);
    }

    @Test
    void litecoinCliMinesABlockThatEveryMemberHas() throws IOException {
        // the address of the generator point's key
        String descriptor = "wpkh(0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798)";
        String checked = json.readTree(litecoin("getdescriptorinfo", descriptor))
                .path("descriptor")
                .asText();
        String address =
                json.readTree(litecoin("deriveaddresses", checked)).get(0).asText();

        String block = json.readTree(litecoin("generatetoaddress", "1", address))
                .get(0)
                .asText();

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            for (int i = 0; i < 4; i++) {
                JsonNode chain = json.readTree(litecoin("getblockchaininfo"));
                assertThat(chain.path("chain").asText()).isEqualTo("regtest");
                assertThat(chain.path("bestblockhash").asText()).isEqualTo(block);
            }
        });
    }

    private String litecoin(String... arguments) {
        URI endpoint = berth.endpoint("litecoin-regtest");
        List<String> command = new ArrayList<>(List.of(
                "litecoin-cli",
                "-conf=/dev/null",
                "-rpcconnect=" + endpoint.getHost(),
                "-rpcport=" + endpoint.getPort(),
                "-rpcuser=berth",
                "-rpcclienttimeout=120",
                "-stdinrpcpass"));
        command.addAll(List.of(arguments));
        return Program.of(command.toArray(String[]::new))
                .told(Path.of(endpoint.getPath()).getFileName() + "\n")
                .run();
    }
}
