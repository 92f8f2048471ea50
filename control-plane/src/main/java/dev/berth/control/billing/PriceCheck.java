package dev.berth.control.billing;

import static dev.berth.migrations.schema.Tables.TEMPLATE_VERSION;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.billing.PriceWish.NodePrice;
import dev.berth.control.billing.Tariff.NodeModel;
import dev.berth.control.database.JsonColumns;
import dev.berth.control.template.MethodTable;
import dev.berth.control.template.Network;
import dev.berth.control.template.Networks;
import dev.berth.control.usage.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** Finds everything in a price table that cannot be meant. */
final class PriceCheck {
    static final int MAX_DECIMALS = 12;
    private static final String AMOUNT = " (expected: 0 or more, with at most " + MAX_DECIMALS + " decimals)";

    private final PriceWish wish;
    private final List<WrongPrice> wrong = new ArrayList<>();

    private PriceCheck(PriceWish wish) {
        this.wish = wish;
    }

    /** What the catalogue has: the network's SKUs, nothing when there is no such network, and what runs. */
    record Known(Optional<Set<String>> skus, Set<NodeModel> models) {
        static Known of(DSLContext tx, String network) {
            return new Known(Networks.find(tx, network).map(found -> skus(tx, found)), models(tx));
        }

        private static Set<String> skus(DSLContext tx, Network network) {
            return Networks.methods(tx, network).methods().values().stream()
                    .map(MethodTable.Method::sku)
                    .collect(Collectors.toSet());
        }

        private static Set<NodeModel> models(DSLContext tx) {
            var models = new HashSet<NodeModel>();
            tx.select(TEMPLATE_VERSION.TEMPLATE, TEMPLATE_VERSION.DEFINITION)
                    .from(TEMPLATE_VERSION)
                    .forEach(row -> {
                        JsonNode sizes = JsonColumns.tree(row.value2()).path("sizes");
                        sizes.fieldNames().forEachRemaining(size -> models.add(new NodeModel(row.value1(), size)));
                    });
            return models;
        }
    }

    /** Every wrong field; none when the table may be added behind {@code newest} at {@code now}. */
    static List<WrongPrice> of(PriceWish wish, Known known, Optional<PriceTable> newest, Instant now) {
        var check = new PriceCheck(wish);
        known.skus()
                .ifPresentOrElse(
                        check::units,
                        () -> check.wrong("/network", wish.network() + " (expected: a network of the catalogue)"));
        check.validFrom(newest, now);
        check.currency();
        check.amount("/perMillionUnits", wish.perMillionUnits());
        check.charged();
        check.nodes(known.models());
        return List.copyOf(check.wrong);
    }

    private void validFrom(Optional<PriceTable> newest, Instant now) {
        Instant from = wish.validFrom();
        if (!from.equals(from.truncatedTo(ChronoUnit.MINUTES)))
            wrong("/validFrom", from + " (expected: a whole minute, for usage is counted by minutes)");
        if (!from.isAfter(now)) wrong("/validFrom", from + " (expected: a time to come; it is " + now + ")");
        newest.filter(before -> !from.isAfter(before.validFrom()))
                .ifPresent(before -> wrong(
                        "/validFrom",
                        from + " (expected: after " + before.validFrom() + ", from when version " + before.version()
                                + " holds)"));
    }

    private void currency() {
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(known -> known.getCurrencyCode().equals(wish.currency())))
            wrong("/currency", wish.currency() + " (expected: a currency of ISO 4217, like EUR)");
    }

    private void amount(String pointer, BigDecimal amount) {
        if (amount.signum() < 0 || amount.stripTrailingZeros().scale() > MAX_DECIMALS)
            wrong(pointer, amount.toPlainString() + AMOUNT);
    }

    private void charged() {
        for (int i = 0; i < wish.charged().size(); i++)
            if (wish.charged().get(i) != Outcome.ANSWERED)
                wrong("/charged/" + i, wish.charged().get(i).text() + " (expected: answered; nothing else ever costs)");
    }

    private void units(Set<String> skus) {
        var named = new TreeMap<String, String>();
        for (Map.Entry<Integer, List<String>> group : new TreeMap<>(wish.units()).entrySet()) {
            List<String> members = group.getValue();
            for (int i = 0; i < members.size(); i++) {
                String sku = members.get(i);
                String pointer = "/units/" + group.getKey() + "/" + i;
                String before = named.putIfAbsent(sku, pointer);
                if (before != null) wrong(pointer, sku + " (expected: once; it is at " + before + " too)");
                else if (!skus.contains(sku) && !sku.equals(Tariff.DEFAULT_SKU))
                    wrong(pointer, sku + " (expected: a SKU of " + wish.network() + ", or " + Tariff.DEFAULT_SKU + ")");
            }
        }
        var missing = new TreeSet<>(skus);
        missing.removeAll(named.keySet());
        if (!missing.isEmpty() && !named.containsKey(Tariff.DEFAULT_SKU))
            wrong(
                    "/units",
                    "no weight for " + String.join(", ", missing) + " (expected: one for each, or for "
                            + Tariff.DEFAULT_SKU + ")");
    }

    private void nodes(Set<NodeModel> models) {
        var named = new HashSet<NodeModel>();
        for (int i = 0; i < wish.nodes().size(); i++) {
            NodePrice node = wish.nodes().get(i);
            String what = node.template() + ", size " + node.size();
            if (!models.contains(node.model()))
                wrong("/nodes/" + i, what + " (expected: a template of the catalogue and a size of it)");
            if (!named.add(node.model())) wrong("/nodes/" + i, what + " (expected: once)");
            amount("/nodes/" + i + "/perHour", node.perHour());
        }
    }

    private void wrong(String pointer, String reason) {
        wrong.add(new WrongPrice(pointer, reason));
    }
}
