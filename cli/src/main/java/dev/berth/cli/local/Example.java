package dev.berth.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.installation.Quickstart;
import java.util.ArrayList;
import java.util.List;

/** An endpoint with lines to paste that call it. */
public record Example(Quickstart.Endpoint endpoint, List<String> lines) {
    /** A call without parameters that tells where the chain is; the first that the network has is taken. */
    private static final List<String> HARMLESS = List.of("eth_blockNumber", "getblockcount");

    public Example {
        lines = List.copyOf(lines);
    }

    /** @param network as the API describes it: its methods and how it is spoken to */
    static Example of(Quickstart.Endpoint endpoint, JsonNode network) {
        List<String> lines = new ArrayList<>();
        List<String> methods = network.path("methods").findValuesAsText("method");
        HARMLESS.stream().filter(methods::contains).findFirst().ifPresent(method -> {
            String version = network.path("dialect").asText().equals("jsonrpc-2.0") ? "\"jsonrpc\":\"2.0\"," : "";
            lines.add("curl -s " + endpoint.url() + " -H 'content-type: application/json' -d '{" + version
                    + "\"id\":1,\"method\":\"" + method + "\",\"params\":[]}'");
        });
        if (methods.contains("eth_blockNumber")) {
            lines.add("cast block-number --rpc-url " + endpoint.url());
        }
        return new Example(endpoint, lines);
    }
}
