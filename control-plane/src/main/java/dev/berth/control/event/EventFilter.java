package dev.berth.control.event;

import static dev.berth.migrations.schema.Tables.EVENT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.noCondition;

import org.jooq.Condition;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * Which events: a kind or its beginning with a dot ({@code node.}), the id of a subject, the least severity. Null: any.
 */
public record EventFilter(
        @Nullable String kind,
        @Nullable String subject,
        @Nullable String leastSeverity) {
    public static final EventFilter ALL = new EventFilter(null, null, null);

    /** As the database tells it of a kind. */
    public static final Field<String> SEVERITY = field("event_severity({0})", String.class, EVENT.KIND);

    Condition condition() {
        Condition condition = noCondition();
        if (kind != null)
            condition = condition.and(kind.endsWith(".") ? EVENT.KIND.startsWith(kind) : EVENT.KIND.eq(kind));
        if (subject != null) condition = condition.and(EVENT.SUBJECT_ID.eq(subject));
        return switch (leastSeverity) {
            case "warning" -> condition.and(SEVERITY.ne("info"));
            case "critical" -> condition.and(SEVERITY.ne("info")).and(SEVERITY.eq("critical"));
            case null, default -> condition;
        };
    }
}
