package dev.berth.proxy.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.berth.proxy.jsonrpc.Slice;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The signed transaction that a method's calls carry. Sent twice it is the same one, so a call may be repeated; a node that
 * refuses the second may be asked for it by its hash.
 *
 * @param param which parameter it is
 * @param lookup the method that finds it
 */
public record Transaction(int param, TransactionHash hash, String lookup) {
    private static final ObjectReader JSON = new ObjectMapper().reader();

    static Transaction of(dev.berth.contract.v1.Transaction carried) {
        TransactionHash hash = switch (carried.getHash()) {
            case KECCAK_256 -> TransactionHash.KECCAK_256;
            case BITCOIN_TXID -> TransactionHash.BITCOIN_TXID;
            case TRANSACTION_HASH_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException(
                        "hash of a transaction: " + carried.getHash() + " (expected: KECCAK_256 or BITCOIN_TXID)");
        };
        return new Transaction(carried.getParam(), hash, carried.getLookup());
    }

    /** The hash of the transaction in these parameters, as a JSON string; null when there is none. */
    public @Nullable Slice hashIn(@Nullable Slice params) {
        if (params == null) return null;
        try {
            JsonNode signed =
                    JSON.readTree(params.text(), params.from(), params.length()).path(param);
            if (!signed.isTextual()) return null;
            String hex = signed.textValue();
            String hashed = hash.of(HexFormat.of().parseHex(hex, hex.startsWith("0x") ? 2 : 0, hex.length()));
            return hashed == null ? null : Slice.of('"' + hashed + '"');
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
