package dev.berth.control.database;

import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/** People address things by name, programs by id; no name looks like an id. */
public final class NameOrId {
    private NameOrId() {}

    public static Condition matches(String nameOrId, Field<String> name, Field<UUID> id) {
        return nameOrId.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                ? id.eq(UUID.fromString(nameOrId))
                : name.eq(nameOrId);
    }
}
