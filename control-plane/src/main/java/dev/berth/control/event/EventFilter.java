package dev.berth.control.event;

import static dev.berth.migrations.schema.Tables.EVENT;
import static org.jooq.impl.DSL.noCondition;

import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/** Which events: a kind or its beginning with a dot ({@code node.}), the id of a subject. Null: any. */
public record EventFilter(@Nullable String kind, @Nullable String subject) {
    public static final EventFilter ALL = new EventFilter(null, null);

    Condition condition() {
        Condition condition = noCondition();
        if (kind != null)
            condition = condition.and(kind.endsWith(".") ? EVENT.KIND.startsWith(kind) : EVENT.KIND.eq(kind));
        return subject == null ? condition : condition.and(EVENT.SUBJECT_ID.eq(subject));
    }
}
