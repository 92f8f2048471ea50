package dev.berth.control.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.berth.control.placement.Constraints;
import dev.berth.control.placement.Resources;
import dev.berth.control.template.Parameters;
import dev.berth.control.template.TemplateHash;
import dev.berth.host.artifact.Content;

/** What is asked for, at what price: the thing that an approval approves. */
public record Terms(
        String template,
        TemplateHash templateHash,
        String network,
        String size,
        Parameters parameters,
        Resources resources,
        Constraints constraints,
        Lease.Rate rate) {
    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** The SHA-256, in hex, of the terms in their canonical form. */
    public String hash() {
        try {
            return Content.of(CANONICAL.writeValueAsBytes(this)).sha256();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("terms cannot be written", impossible);
        }
    }
}
