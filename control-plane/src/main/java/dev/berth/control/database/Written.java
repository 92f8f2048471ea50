package dev.berth.control.database;

import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
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

    private final Field<?> by;

    private Written(Field<?> by) {
        this.by = by;
    }

    /** @param table as it stands in the query, without an alias */
    public static Written in(Table<?> table) {
        return new Written(field(name(table.getName(), "xmin")));
    }

    public static long oldest(DSLContext tx) {
        return tx.select(OLDEST).fetchSingle().value1();
    }

    /** Rows that were written since a look to which {@code oldest} was the oldest transaction under way. */
    public Condition since(long oldest) {
        return condition("age({0}) <= age({1})", by, number(val(oldest)));
    }

    /** Rows that cannot be taken back any more, nor be followed by what was begun before them. */
    public Condition settled() {
        return condition("age({0}) > age({1})", by, number(OLDEST));
    }

    /** A transaction's number without its epoch, as rows have it; {@code age} counts back from now, and so goes round with them. */
    private static Field<?> number(Field<Long> transaction) {
        return field("(({0} & 4294967295)::text::xid)", Object.class, transaction);
    }
}
