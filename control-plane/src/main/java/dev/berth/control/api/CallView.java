package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.endpoint.Endpoint;
import java.util.List;

/**
 * What a proxy remembers of a call, as it is shown. A tenant sees what happened to its call: of other callers, addresses and the load of
 * nodes nothing. So what it gets is made of the fields that are named here, and no text of a proxy or node is passed on as it is.
 */
final class CallView {
    private static final List<String> OF_REQUEST = List.of("requestId", "at", "keyId", "network", "itemsLeftOut");
    private static final List<String> OF_ITEM = List.of(
            "item",
            "method",
            "computeUnits",
            "sku",
            "outcome",
            "tookMillis",
            "errorCode",
            "refusal",
            "waitedForHeadFromMillis");
    private static final List<String> OF_ATTEMPT = List.of("member", "atMillis", "end", "tookMillis");
    private static final List<String> OF_REQUEST_ALL = List.of("targetId");
    private static final List<String> OF_ITEM_ALL = List.of("reason", "sharedWith");
    private static final List<String> OF_ATTEMPT_ALL = List.of("reason", "candidates");

    private CallView() {}

    /** @param all whether whoever asks may see everything, as an operator */
    static ObjectNode of(Endpoint endpoint, JsonNode told, boolean all) {
        ObjectNode view = View.object();
        copy(told, view, OF_REQUEST);
        if (all) copy(told, view, OF_REQUEST_ALL);
        view.set("endpoint", View.named(endpoint.id(), endpoint.name()));
        view.set("tenant", View.named(endpoint.tenant(), endpoint.tenantName()));
        ArrayNode items = view.putArray("items");
        for (JsonNode item : told.path("items")) items.add(item(item, all));
        return view;
    }

    private static ObjectNode item(JsonNode told, boolean all) {
        ObjectNode view = View.object();
        copy(told, view, OF_ITEM);
        if (all) copy(told, view, OF_ITEM_ALL);
        if (told.has("refusal"))
            view.put("message", RefusalWords.of(told.get("refusal").asText()));
        view.put("shared", told.has("sharedWith"));
        ArrayNode attempts = view.putArray("attempts");
        for (JsonNode attempt : told.path("attempts")) {
            ObjectNode shown = attempts.addObject();
            copy(attempt, shown, OF_ATTEMPT);
            shown.put("among", attempt.path("candidates").size());
            if (all) copy(attempt, shown, OF_ATTEMPT_ALL);
        }
        return view;
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> fields) {
        for (String field : fields) {
            if (from.has(field)) to.set(field, from.get(field));
        }
    }
}
