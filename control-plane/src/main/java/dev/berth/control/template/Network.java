package dev.berth.control.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain that nodes serve, as its file says; what each key means is told in node-templates/README.md.
 *
 * @param blockSeconds expected pace; null: blocks come on demand
 * @param methodTable the name of its method table
 */
public record Network(
        @JsonProperty("network") String name,
        String title,
        @Nullable Long chainId,
        @Nullable Integer blockSeconds,
        @JsonProperty("methods") String methodTable,
        Token token,
        @Nullable String explorer,
        List<String> references,
        boolean testnet,
        HeadProbe head,
        @Nullable SyncProbe syncing,
        @Nullable NumberProbe peers,
        @Nullable IdentityProbe identity,
        @Nullable Bounds bounds) {
    /** The chain's money. */
    public record Token(String symbol, int decimals) {}

    /** How numbers stand in answers. */
    public enum Format {
        HEX,
        DECIMAL
    }

    /** Where a number stands in the result. */
    public record NumberAt(String pointer, Format format) {}

    /** Where a text stands in the result. */
    public record TextAt(String pointer) {}

    /** How the newest block is asked for, and where its number, hash and Unix time stand in the result. */
    public record HeadProbe(
            String method,
            JsonNode params,
            NumberAt number,
            @Nullable TextAt hash,
            @Nullable NumberAt time) {}

    /** How a node is asked whether it syncs, and the value that means it does not. */
    public record SyncProbe(String method, JsonNode params, String pointer, JsonNode done) {}

    /** A call whose result holds a number. */
    public record NumberProbe(String method, JsonNode params, String pointer, Format format) {}

    /** A call whose result proves that the node is on this chain. */
    public record IdentityProbe(String method, JsonNode params, String pointer, JsonNode expect) {}

    /** How a node is asked from which block on it has states, and blocks. */
    public record Bounds(
            @Nullable BoundProbe state, @Nullable BoundProbe block) {}

    /** A call whose result is null or an error when the node has not what belongs to {@code "$block"}. */
    public record BoundProbe(String method, JsonNode params, Format format) {}

    public Network {
        references = references == null ? List.of() : List.copyOf(references);
    }
}
