package dev.berth.control.event;

import static dev.berth.migrations.schema.Tables.EVENT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
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

    /** Kind and severity stand in the statement itself: a plan for any value finds neither their indexes nor how rare they are. */
    Condition condition() {
        Condition condition = noCondition();
        if (kind != null)
            condition = condition.and(
                    kind.endsWith(".") ? EVENT.KIND.like(inline(pattern(kind))) : EVENT.KIND.eq(inline(kind)));
        if (subject != null) condition = condition.and(EVENT.SUBJECT_ID.eq(subject));
        return switch (leastSeverity) {
            case "warning" -> condition.and(SEVERITY.ne(inline("info")));
            case "critical" -> condition.and(SEVERITY.eq(inline("critical")));
            case null, default -> condition;
        };
    }

    private static String pattern(String beginning) {
        return beginning.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}
