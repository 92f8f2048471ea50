package dev.berth.control.database;

import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** In which order things are listed whose ids grow with time; a page begins behind the thing that ended the one before. */
public enum ListOrder {
    CREATED,
    NEWEST,
    NAME,
    NAME_DOWN;

    /** As people ask for it: {@code created}, {@code name}, and the other way round with a dash before. */
    public static ListOrder parse(String text) {
        return switch (text) {
            case "created" -> CREATED;
            case "-created" -> NEWEST;
            case "name" -> NAME;
            case "-name" -> NAME_DOWN;
            default -> throw new IllegalArgumentException(text + " (expected: created, -created, name, -name)");
        };
    }

    public List<SortField<?>> by(Field<String> name, Field<UUID> id) {
        return switch (this) {
            case CREATED -> List.of(id.asc());
            case NEWEST -> List.of(id.desc());
            case NAME -> List.of(name.asc(), id.asc());
            case NAME_DOWN -> List.of(name.desc(), id.desc());
        };
    }

    /** What comes behind the row of {@code last}; everything when null. */
    public Condition behind(Table<?> table, Field<String> name, Field<UUID> id, @Nullable UUID last) {
        if (last == null) return noCondition();
        var place = select(name, id).from(table).where(id.eq(last));
        return switch (this) {
            case CREATED -> id.gt(last);
            case NEWEST -> id.lt(last);
            case NAME -> row(name, id).gt(place);
            case NAME_DOWN -> row(name, id).lt(place);
        };
    }
}
