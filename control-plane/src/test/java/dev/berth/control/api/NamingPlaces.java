package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.api.DocumentedOperation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a request can name a thing that belongs to a tenant, read out of the document. What each place names is said here, once;
 * a place that takes text and is not known here fails whoever asks, so that a new operation cannot be forgotten.
 */
final class NamingPlaces {
    /** Places, or an operation and its place, with the kind of thing that they name. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("path:node", "node"),
            Map.entry("query:node", "node"),
            Map.entry("/node", "node"),
            Map.entry("listNodes query:named", "name of a node"),
            Map.entry("path:endpoint", "endpoint"),
            Map.entry("query:endpoint", "endpoint"),
            Map.entry("listEndpointKeys query:named", "endpoint key"),
            Map.entry("listEndpoints query:named", "name of an endpoint"),
            Map.entry("showSpend query:named", "name of an endpoint"),
            Map.entry("path:key", "endpoint key"),
            Map.entry("revokeApiKey path:key", "API key"),
            Map.entry("path:lease", "lease"),
            Map.entry("query:lease", "lease"),
            Map.entry("path:request", "request"),
            Map.entry("path:operation", "operation"),
            Map.entry("path:member", "member"),
            Map.entry("/member", "member"),
            Map.entry("path:session", "session"),
            Map.entry("path:webhook", "webhook"),
            Map.entry("path:name", "tenant"),
            Map.entry("query:tenant", "tenant"),
            Map.entry("/ofTenant", "tenant"),
            Map.entry("path:line", "line of an export"),
            Map.entry("query:subject", "subject of events"));

    /** Places whose text names nothing that a tenant has: catalogue, platform, new names, and what is compared as text. */
    private static final Set<String> NAME_NOTHING = Set.of(
            "path:template",
            "path:version",
            "path:network",
            "path:pool",
            "path:call", // no row: tried by InsightThroughTheApiTest
            "path:month",
            "query:network",
            "query:pool",
            "query:host", // operators alone, as those who look for a host or a tenant
            "query:named",
            "query:month",
            "query:cursor", // tried by aPlaceInTheirListsShowsNothingOfThem
            "query:unit",
            "query:sku",
            "query:kind",
            "header:Idempotency-Key", // tried by whatTheyCalledTheirRepeatsIsNothingToOthers
            "/name", // tried by aNameOfTheirsIsFreeForOthers, as is the next
            "/email",
            "/template",
            "/version",
            "/network",
            "/size",
            "/pool",
            "/parameters",
            "/constraints/region",
            "/constraints/zone",
            "/constraints/provider",
            "/constraints/labels",
            "/constraints/host",
            "/allowedMethods/0",
            "/allowedOrigins/0",
            "/allowedSources/0",
            "/allowedContracts/0",
            "/tokens/jwks",
            "/tokens/jwksUrl",
            "/tokens/issuer",
            "/tokens/audience",
            "/url",
            "/kinds/0",
            "/amount",
            "/code",
            "/current",
            "/next");

    private final ContractDocument document;

    NamingPlaces(ContractDocument document) {
        this.document = document;
    }

    /**
     * A place of a request, and the kind of thing that it names.
     *
     * @param at {@code path:node}, {@code query:tenant}, or {@code /member} of the body
     */
    record Naming(String at, String kind) {
        boolean isInPath() {
            return at.startsWith("path:");
        }
    }

    List<Naming> of(DocumentedOperation operation) {
        var found = new ArrayList<Naming>();
        for (String at : texts(operation)) {
            kindAt(operation, at).ifPresent(kind -> found.add(new Naming(at, kind)));
            if (kindAt(operation, at).isEmpty() && !NAME_NOTHING.contains(at))
                throw new AssertionError(at + " of " + operation.id() + ": nobody said what it names (expected: in"
                        + " NamingPlaces, among NAMES with the kind of"
                        + " thing, or among NAME_NOTHING; a new kind of"
                        + " thing is made in ThingsOfATenant)");
        }
        return List.copyOf(found);
    }

    /** What the place names, where it is known to name a thing of a tenant. */
    Optional<String> kindAt(DocumentedOperation operation, String at) {
        return Optional.ofNullable(NAMES.get(operation.id() + " " + at)).or(() -> Optional.ofNullable(NAMES.get(at)));
    }

    /** Every place of the operation's request that takes a text that is not one of a few. */
    private List<String> texts(DocumentedOperation operation) {
        var found = new ArrayList<String>();
        for (Parameter parameter : operation.parameters())
            texts(
                    parameter.schema(),
                    parameter.place().name().toLowerCase(Locale.ROOT) + ":" + parameter.name(),
                    found);
        if (operation.bodySchema() != null) texts(operation.bodySchema(), "", found);
        return found;
    }

    private void texts(JsonNode written, String at, List<String> found) {
        JsonNode schema = document.resolve(written);
        for (String choice : List.of("anyOf", "allOf", "oneOf"))
            schema.path(choice).forEach(one -> texts(one, at, found));
        schema.path("properties").properties().forEach(one -> texts(one.getValue(), at + "/" + one.getKey(), found));
        if (schema.has("items")) texts(schema.get("items"), at + "/0", found);
        boolean isText = is(schema, "string")
                && !schema.has("enum")
                && !schema.path("format").asText().equals("date-time");
        boolean isAnything = is(schema, "object") && !schema.has("properties");
        if (isText || isAnything) found.add(at);
    }

    private static boolean is(JsonNode schema, String type) {
        JsonNode said = schema.path("type");
        return said.asText().equals(type)
                || said.valueStream().anyMatch(one -> one.asText().equals(type));
    }
}
