package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.PRICE_TABLE;
import static org.jooq.impl.DSL.currentInstant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.database.JsonColumns;
import java.math.BigDecimal;
import org.jooq.DSLContext;

/** What nodes cost now, from the price tables in force. */
public final class Rates {
    private Rates() {}

    /** The rate of a template's size on a network; nothing when the network's price table does not name it. */
    public static Lease.Rate of(DSLContext tx, String network, String template, String size, int feeBps) {
        return tx.select(PRICE_TABLE.CURRENCY, PRICE_TABLE.DEFINITION)
                .from(PRICE_TABLE)
                .where(PRICE_TABLE.NETWORK.eq(network), PRICE_TABLE.VALID_FROM.le(currentInstant()))
                .orderBy(PRICE_TABLE.VALID_FROM.desc())
                .limit(1)
                .fetchOptional()
                .map(row ->
                        new Lease.Rate(row.value1(), perHour(JsonColumns.tree(row.value2()), template, size), feeBps))
                .orElseGet(() -> new Lease.Rate("EUR", BigDecimal.ZERO, feeBps));
    }

    private static BigDecimal perHour(JsonNode definition, String template, String size) {
        for (JsonNode node : definition.path("nodes"))
            if (node.path("template").asText().equals(template)
                    && node.path("size").asText().equals(size))
                return new BigDecimal(node.path("perHour").asText());
        return BigDecimal.ZERO;
    }
}
