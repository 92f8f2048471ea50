package dev.berth.control.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.jooq.JSON;
import org.jooq.JSONB;

/** Records as they stand in columns of type json and jsonb. */
public final class JsonColumns {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonColumns() {}

    public static JSONB jsonb(Object value) {
        return JSONB.valueOf(text(value));
    }

    public static JSON json(Object value) {
        return JSON.valueOf(text(value));
    }

    public static <T> T read(JSONB column, Class<T> type) {
        try {
            return MAPPER.readValue(column.data(), type);
        } catch (JsonProcessingException e) {
            throw unreadable(type.getSimpleName(), e);
        }
    }

    public static <T> T read(JSONB column, TypeReference<T> type) {
        try {
            return MAPPER.readValue(column.data(), type);
        } catch (JsonProcessingException e) {
            throw unreadable(type.getType().getTypeName(), e);
        }
    }

    public static JsonNode tree(JSONB column) {
        return tree(column.data());
    }

    public static JsonNode tree(JSON column) {
        return tree(column.data());
    }

    private static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw unreadable("JSON", e);
        }
    }

    private static IllegalStateException unreadable(String expected, JsonProcessingException cause) {
        return new IllegalStateException("stored JSON is not " + expected + ": " + cause.getOriginalMessage(), cause);
    }

    private static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be stored as JSON: " + value.getClass(), e);
        }
    }
}
