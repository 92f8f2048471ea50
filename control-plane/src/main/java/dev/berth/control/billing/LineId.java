package dev.berth.control.billing;

import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.node.NodeId;
import java.util.Optional;

/** Names a line of a month's export, the same in every export of it. Version 0: no price was in force. */
public sealed interface LineId {
    /** {@code calls:ENDPOINT:NETWORK:VERSION:SKU}; a dash for an endpoint that is not known. */
    record Calls(Optional<EndpointId> endpoint, String network, int version, String sku) implements LineId {
        @Override
        public String toString() {
            String of = endpoint.map(EndpointId::toString).orElse(UNKNOWN);
            return "calls:" + of + ":" + network + ":" + version + ":" + sku;
        }
    }

    /** {@code node:NODE:VERSION}. */
    record Node(NodeId node, int version) implements LineId {
        @Override
        public String toString() {
            return "node:" + node + ":" + version;
        }
    }

    String UNKNOWN = "-";

    /** Parses what an export shows; empty when it is not the id of a line. */
    static Optional<LineId> parse(String text) {
        String[] parts = text.split(":", 5);
        try {
            if (parts.length == 5 && parts[0].equals("calls"))
                return Optional.of(new Calls(
                        parts[1].equals(UNKNOWN) ? Optional.empty() : Optional.of(EndpointId.parse(parts[1])),
                        parts[2],
                        Integer.parseInt(parts[3]),
                        parts[4]));
            if (parts.length == 3 && parts[0].equals("node"))
                return Optional.of(new Node(NodeId.parse(parts[1]), Integer.parseInt(parts[2])));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static int version(Optional<PriceTable> table) {
        return table.map(PriceTable::version).orElse(0);
    }
}
