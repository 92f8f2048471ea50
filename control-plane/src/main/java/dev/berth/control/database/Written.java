package dev.berth.control.database;

import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.val;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;

/**
 * Tells the rows of a table that were written since an earlier look. It leaves out none: each row tells the transaction that wrote it
 * ({@code xmin}), and whatever can be seen now and could not be seen then was written by none older than the oldest that was under
 * way then. Rows that were deleted are not told; rows that are told may be the same as before.
 */
public final class Written {
    /** The oldest transaction that is under way: what a look remembers for the next. */
    public static final Field<Long> OLDEST =
            field("(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)", Long.class);

    private final Field<Long> by;

    private Written(Field<Long> by) {
        this.by = by;
    }

    /** @param table as it stands in the query, without an alias */
    public static Written in(Table<?> table) {
        return new Written(field("({0}::text::bigint)", Long.class, field(name(table.getName(), "xmin"))));
    }

    public static long oldest(DSLContext tx) {
        return tx.select(OLDEST).fetchSingle().value1();
    }

    /** Rows that were written since a look to which {@code oldest} was the oldest transaction under way. */
    public Condition since(long oldest) {
        return not(isBefore(by, val(oldest)));
    }

    /** Rows that cannot be taken back any more, nor be followed by what was begun before them. */
    public Condition settled() {
        return isBefore(by, OLDEST);
    }

    /** Numbers of transactions go round: what is within half of all numbers before another is older. */
    private static Condition isBefore(Field<Long> one, Field<Long> other) {
        return condition("(({0} - {1} - 1) & 4294967295) < 2147483648", other, one);
    }
}
