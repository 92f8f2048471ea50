package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.control.endpoint.Allowance;

/** How much may be called, as fields of an endpoint or of a key. */
final class AllowanceView {
    private AllowanceView() {}

    /** The allowance with what {@code body} says; what it does not say stays. */
    static Allowance changed(Allowance before, JsonNode body) {
        return new Allowance(
                body.path("callsPerSecond").asInt(before.callsPerSecond()),
                body.path("burst").asInt(before.burst()),
                body.path("unitsPerSecond").asInt(before.unitsPerSecond()),
                body.path("callsPerDay").asLong(before.callsPerDay()),
                body.path("unitsPerDay").asLong(before.unitsPerDay()));
    }

    static void put(ObjectNode view, Allowance allowance) {
        view.put("callsPerSecond", allowance.callsPerSecond())
                .put("burst", allowance.burst())
                .put("unitsPerSecond", allowance.unitsPerSecond())
                .put("callsPerDay", allowance.callsPerDay())
                .put("unitsPerDay", allowance.unitsPerDay());
    }
}
