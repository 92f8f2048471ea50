package dev.berth.control.billing;

import dev.berth.control.billing.Tariff.NodeModel;
import dev.berth.control.node.NodeId;
import dev.berth.control.tenant.TenantId;
import dev.berth.control.usage.CallCounts;
import java.util.Optional;

/** One charge of a period. The table is empty where none was in force: such a line costs nothing, and is shown. */
public sealed interface Line {
    LineId id();

    Optional<TenantId> tenant();

    String network();

    Optional<PriceTable> table();

    Charge charge();

    /** What the quantity is of. */
    String unit();

    /** From when the line's price held in the period, and until when. */
    Period span();

    /** Calls of one endpoint and SKU under one price version, in compute units; empty weight: the table has none. */
    record Calls(
            CallKey key,
            CallCounts counts,
            Optional<PriceTable> table,
            Optional<Integer> weight,
            Charge charge,
            Period span)
            implements Line {
        @Override
        public LineId id() {
            return new LineId.Calls(key.endpoint(), key.network(), LineId.version(table), key.sku());
        }

        @Override
        public Optional<TenantId> tenant() {
            return key.tenant();
        }

        @Override
        public String network() {
            return key.network();
        }

        @Override
        public String unit() {
            return "CU";
        }
    }

    /** Ready time of one node under one price version, in seconds. */
    record Node(
            NodeId node,
            TenantId owner,
            String network,
            NodeModel model,
            Optional<PriceTable> table,
            Charge charge,
            Period span)
            implements Line {
        @Override
        public LineId id() {
            return new LineId.Node(node, LineId.version(table));
        }

        @Override
        public Optional<TenantId> tenant() {
            return Optional.of(owner);
        }

        @Override
        public String unit() {
            return "second";
        }
    }

    /** ISO 4217; XXX, its code for no currency, where no price was in force. */
    default String currency() {
        return table().map(PriceTable::currency).orElse("XXX");
    }
}
