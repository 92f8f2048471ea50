package dev.berth.control.database;

import static org.jooq.impl.DSL.noCondition;

import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** Where a page of a list begins: after the last row of the page before. */
public final class Keyset {
    private Keyset() {}

    /** Rows older than {@code last}, whose ids grow with time; all when null. */
    public static Condition before(Field<UUID> id, @Nullable UUID last) {
        return last == null ? noCondition() : id.lt(last);
    }

    /** Rows behind {@code last} in the alphabet; all when null. */
    public static Condition after(Field<String> name, @Nullable String last) {
        return last == null ? noCondition() : name.gt(last);
    }
}
