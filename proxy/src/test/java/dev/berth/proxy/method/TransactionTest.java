package dev.berth.proxy.method;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.proxy.jsonrpc.Slice;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hashes as ethers 6.17 and litecoind 0.21 give them for the signed examples of EIP-155 and BIP-143. */
class TransactionTest {
    private static final String EIP155 =
            "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"
                    + "25a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                    + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";
    private static final String BIP143 = "01000000" + "0001"
            + "02fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb"
            + "62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecba"
            + "b4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff"
            + "02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee"
            + "7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7"
            + "f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e"
            + "292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000";

    private static final Transaction ETHEREUM = new Transaction(0, TransactionHash.KECCAK_256, "lookup");
    private static final Transaction BITCOIN = new Transaction(0, TransactionHash.BITCOIN_TXID, "lookup");

    @Test
    void anEthereumTransactionIsCalledByTheHashOfAllOfIt() {
        assertThat(ETHEREUM.hashIn(Slice.of("[\"" + EIP155 + "\", 1]")))
                .hasToString("\"0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788\"");
    }

    @Test
    void aBitcoinTransactionIsCalledByTheHashOfAllButItsWitnesses() {
        assertThat(BITCOIN.hashIn(Slice.of("[\"" + BIP143 + "\"]")))
                .hasToString("\"e8151a2af31c368a35053ddd4bdb285a8595c769a3ad83e0fa02314a602d4609\"");
    }

    @Test
    void whatIsNoTransactionHasNoHash() {
        assertThat(ETHEREUM.hashIn(null)).isNull();
        for (String params : new String[] {"[]", "[7]", "[\"0xabc\"]", "[\"0xzz\"]", "{\"a\":1}"}) {
            assertThat(ETHEREUM.hashIn(Slice.of(params))).as(params).isNull();
        }
        byte[] whole = HexFormat.of().parseHex(BIP143);
        IntStream.range(0, 200).forEach(length -> {
            String cut = HexFormat.of().formatHex(whole, 0, length);
            assertThat(BITCOIN.hashIn(Slice.of("[\"" + cut + "\"]"))).as(cut).isNull();
        });
        assertThat(BITCOIN.hashIn(Slice.of("[\"01000000" + "ff".repeat(20) + "\"]")))
                .isNull();
    }
}
