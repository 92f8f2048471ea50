package dev.berth.control.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened, as stored; ids grow. */
public record Event(
        long id,
        Instant at,
        @Nullable TenantId tenant,
        @Nullable String tenantName,
        Actor actor,
        String kind,
        String severity,
        Subject subject,
        @Nullable String subjectName,
        String reason,
        JsonNode detail) {}
