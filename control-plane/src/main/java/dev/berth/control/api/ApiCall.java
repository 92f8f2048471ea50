package dev.berth.control.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.tenant.Caller;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that was found to be as the document says: who calls, about whose rows, with which parameters (those of
 * path, query and header by name; defaults are filled in) and which body. What it creates belongs to {@code owner}.
 */
public record ApiCall(Caller caller, Scope scope, TenantId owner, Map<String, JsonNode> parameters, JsonNode body) {
    /** A parameter that is required or has a default. */
    public String text(String name) {
        String text = textOrNull(name);
        if (text == null) throw new IllegalStateException(name + ": absent (expected: required by the document)");
        return text;
    }

    public @Nullable String textOrNull(String name) {
        JsonNode value = parameters.get(name);
        return value == null ? null : value.asText();
    }

    public boolean flag(String name) {
        JsonNode value = parameters.get(name);
        return value != null && value.asBoolean();
    }

    public int number(String name) {
        JsonNode value = parameters.get(name);
        if (value == null) throw new IllegalStateException(name + ": absent (expected: required by the document)");
        return value.asInt();
    }

    public List<String> texts(String name) {
        JsonNode value = parameters.get(name);
        return value == null
                ? List.of()
                : value.valueStream().map(JsonNode::asText).toList();
    }

    public UUID id(String name) {
        return UUID.fromString(text(name));
    }

    public @Nullable Instant timeOrNull(String name) {
        JsonNode value = parameters.get(name);
        return value == null ? null : time("query:" + name, value.asText());
    }

    /** A time in the body that is required by the document. */
    public Instant bodyTime(String field) {
        return time("/" + field, body.get(field).asText());
    }

    /** A time in the body. */
    public @Nullable Instant bodyTimeOrNull(String field) {
        return body.hasNonNull(field) ? time("/" + field, body.get(field).asText()) : null;
    }

    /** Some times of RFC 3339, like a leap second, are none here. */
    private static Instant time(String pointer, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid(
                            List.of(FieldError.of(pointer, text + " (expected: a time like 2026-11-01T00:00:00Z)")))
                    .exception();
        }
    }

    public int limit() {
        return number("limit");
    }

    /** Where the page before ended; null on the first one. */
    public @Nullable String cursor() {
        String cursor = textOrNull("cursor");
        if (cursor == null) return null;
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw badCursor();
        }
    }

    /** The cursor of a list that is ordered by id. */
    public @Nullable UUID cursorId() {
        String cursor = cursor();
        try {
            return cursor == null ? null : UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw badCursor();
        }
    }

    /** The cursor of a list that is ordered by a number; {@code first} on the first page. */
    public long cursorNumber(long first) {
        String cursor = cursor();
        try {
            return cursor == null ? first : Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw badCursor();
        }
    }

    /** For a cursor that this list has not given. */
    ProblemException badCursor() {
        String cursor = textOrNull("cursor");
        return Problem.invalid(List.of(
                        FieldError.of("query:cursor", cursor + " (expected: the `next` of another page of this list)")))
                .exception();
    }
}
