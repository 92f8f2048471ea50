package dev.berth.control.lease;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.berth.control.fleet.HostId;
import dev.berth.control.placement.Constraints;
import dev.berth.control.placement.Resources;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.tenant.Agreement;
import dev.berth.host.artifact.Content;
import org.jspecify.annotations.Nullable;

/** What is asked for, at what price: the thing that an approval approves. */
public record Terms(
        String template,
        TemplateHash templateHash,
        String network,
        String size,
        Parameters parameters,
        Resources resources,
        Constraints constraints,
        Lease.Rate rate,
        Agreement agreement) {
    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** Terms that were written before agreements were part of them have the usual one. */
    @JsonCreator
    static Terms read(
            @JsonProperty("template") String template,
            @JsonProperty("templateHash") TemplateHash templateHash,
            @JsonProperty("network") String network,
            @JsonProperty("size") String size,
            @JsonProperty("parameters") Parameters parameters,
            @JsonProperty("resources") Resources resources,
            @JsonProperty("constraints") Constraints constraints,
            @JsonProperty("rate") Lease.Rate rate,
            @JsonProperty("agreement") @Nullable Agreement agreement) {
        return new Terms(
                template,
                templateHash,
                network,
                size,
                parameters,
                resources,
                constraints,
                rate,
                agreement == null ? Agreement.USUAL : agreement);
    }

    /** The same at another price and on another agreement. */
    public Terms at(Lease.Rate newRate, Agreement newAgreement) {
        return new Terms(
                template, templateHash, network, size, parameters, resources, constraints, newRate, newAgreement);
    }

    /** The same, on that host only. */
    Terms on(HostId host) {
        return new Terms(
                template,
                templateHash,
                network,
                size,
                parameters,
                resources,
                constraints.onHost(host.toString()),
                rate,
                agreement);
    }

    /** The SHA-256, in hex, of the terms in their canonical form. */
    public String hash() {
        try {
            return Content.of(CANONICAL.writeValueAsBytes(this)).sha256();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("terms cannot be written", impossible);
        }
    }
}
