package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.billing.PriceTable;
import dev.berth.control.billing.PriceTables;
import dev.berth.control.database.Database;
import dev.berth.control.template.MethodTable;
import dev.berth.control.template.Network;
import dev.berth.control.template.Networks;
import dev.berth.control.template.ResolvedMethods;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;

/** Networks, what can be called on each, and what it costs. */
final class NetworkRoutes {
    private final Database database;

    NetworkRoutes(Database database) {
        this.database = database;
    }

    void register(Routes routes) {
        routes.on("listNetworks", this::list).on("showNetwork", this::show);
    }

    private Reply list(ApiCall call) {
        String after = call.cursor();
        return Reply.ok(call.scope().in(database, tx -> {
            List<Network> found = Networks.all(tx).stream()
                    .filter(network -> after == null || network.name().compareTo(after) > 0)
                    .limit(call.limit() + 1L)
                    .toList();
            return Page.of(found, call.limit(), network -> view(network, Networks.methods(tx, network)), Network::name);
        }));
    }

    private Reply show(ApiCall call) {
        String name = call.text("network");
        return Reply.ok(call.scope().in(database, tx -> {
            Network network = Networks.find(tx, name)
                    .orElseThrow(() -> Problem.notFound("network", name).exception());
            return whole(tx, network);
        }));
    }

    private static ObjectNode whole(DSLContext tx, Network network) {
        ResolvedMethods methods = Networks.methods(tx, network);
        Optional<PriceTable> prices = PriceTables.inForce(tx, network.name(), Instant.now());
        ObjectNode view = view(network, methods);
        var list = view.putArray("methods");
        for (MethodTable.Method method : methods.methods().values())
            list.addObject()
                    .put("method", method.name())
                    .put("sku", method.sku())
                    .put("access", lower(method.access()))
                    .put("repeatable", method.repeatable())
                    .put("broadcast", method.broadcast())
                    .put("answer", lower(method.answer()))
                    .put("on", lower(method.on()))
                    .put("transport", lower(method.transport()))
                    .put(
                            "units",
                            prices.flatMap(table -> table.tariff().weight(method.sku()))
                                    .orElse(null));
        view.set("prices", prices.<JsonNode>map(PriceRoutes::view).orElse(NullNode.getInstance()));
        return view;
    }

    private static ObjectNode view(Network network, ResolvedMethods methods) {
        return View.object()
                .put("network", network.name())
                .put("title", network.title())
                .put("chainId", network.chainId())
                .put("testnet", network.testnet())
                .put("blockSeconds", network.blockSeconds())
                .put("methodTable", network.methodTable())
                .put("dialect", dialect(methods.dialect()));
    }

    private static String dialect(MethodTable.Dialect dialect) {
        return switch (dialect) {
            case JSONRPC_2_0 -> "jsonrpc-2.0";
            case BITCOIN_1_0 -> "bitcoin-1.0";
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
