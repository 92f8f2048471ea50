package dev.berth.control.billing;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line as it leaves Berth; docs/exports.md says what each column means. Times and amounts are texts, so that no reader
 * rounds them.
 */
@JsonPropertyOrder({
    "line",
    "kind",
    "tenantId",
    "tenant",
    "endpointId",
    "endpoint",
    "nodeId",
    "node",
    "network",
    "sku",
    "template",
    "size",
    "from",
    "to",
    "answered",
    "failed",
    "refused",
    "invalid",
    "bytesIn",
    "bytesOut",
    "weight",
    "quantity",
    "unit",
    "price",
    "per",
    "cost",
    "currency",
    "priceVersion",
    "completeUntil"
})
public record ExportLine(
        String line,
        String kind,
        @Nullable String tenantId,
        String tenant,
        @Nullable String endpointId,
        @Nullable String endpoint,
        @Nullable String nodeId,
        @Nullable String node,
        String network,
        @Nullable String sku,
        @Nullable String template,
        @Nullable String size,
        String from,
        String to,
        @Nullable Long answered,
        @Nullable Long failed,
        @Nullable Long refused,
        @Nullable Long invalid,
        @Nullable Long bytesIn,
        @Nullable Long bytesOut,
        @Nullable Integer weight,
        String quantity,
        String unit,
        String price,
        long per,
        String cost,
        String currency,
        int priceVersion,
        @Nullable String completeUntil) {
    private static final String UNKNOWN = "(unknown)";

    static ExportLine of(Line line, Names names, Progress progress) {
        return switch (line) {
            case Line.Calls calls -> of(calls, names, progress);
            case Line.Node node -> of(node, names);
        };
    }

    private static ExportLine of(Line.Calls line, Names names, Progress progress) {
        Optional<UUID> endpoint = line.key().endpoint().map(id -> id.value());
        return new ExportLine(
                line.id().toString(),
                "calls",
                text(line.tenant()),
                tenant(line, names),
                text(endpoint),
                endpoint.map(names.endpoints()::get).orElse(null),
                null,
                null,
                line.network(),
                line.key().sku(),
                null,
                null,
                line.span().from().toString(),
                line.span().to().toString(),
                line.counts().answered(),
                line.counts().failed(),
                line.counts().refused(),
                line.counts().invalid(),
                line.counts().bytesIn(),
                line.counts().bytesOut(),
                line.weight().orElse(null),
                Long.toString(line.charge().quantity()),
                line.unit(),
                plain(line.charge().price()),
                line.charge().per(),
                plain(line.charge().cost()),
                line.currency(),
                LineId.version(line.table()),
                text(progress.callsUntil()));
    }

    private static ExportLine of(Line.Node line, Names names) {
        return new ExportLine(
                line.id().toString(),
                "node",
                text(line.tenant()),
                tenant(line, names),
                null,
                null,
                line.node().toString(),
                names.nodes().get(line.node().value()),
                line.network(),
                null,
                line.model().template(),
                line.model().size(),
                line.span().from().toString(),
                line.span().to().toString(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Long.toString(line.charge().quantity()),
                line.unit(),
                plain(line.charge().price()),
                line.charge().per(),
                plain(line.charge().cost()),
                line.currency(),
                LineId.version(line.table()),
                null);
    }

    private static String tenant(Line line, Names names) {
        return line.tenant().map(tenant -> names.tenants().get(tenant.value())).orElse(UNKNOWN);
    }

    private static @Nullable String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }

    private static String plain(BigDecimal amount) {
        return amount.toPlainString();
    }
}
