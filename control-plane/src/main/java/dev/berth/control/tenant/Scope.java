package dev.berth.control.tenant;

import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.database.Database;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;

/** Whose rows a request is about: those of one tenant, or, for an operator that names none, everybody's. */
public sealed interface Scope {
    /** Runs {@code work} in a transaction that sees no more than this. */
    <T> T in(Database database, Function<DSLContext, T> work);

    /** The query's own condition, in front of row-level security. */
    Condition includes(Field<UUID> tenantColumn);

    /** The rows of one tenant. */
    record OneTenant(TenantId tenant) implements Scope {
        @Override
        public <T> T in(Database database, Function<DSLContext, T> work) {
            return database.asTenant(tenant, work);
        }

        @Override
        public Condition includes(Field<UUID> tenantColumn) {
            return tenantColumn.eq(tenant.value());
        }
    }

    /** The rows of all tenants and of the platform. */
    record Everybody() implements Scope {
        @Override
        public <T> T in(Database database, Function<DSLContext, T> work) {
            return database.asPlatform(work);
        }

        @Override
        public Condition includes(Field<UUID> tenantColumn) {
            return noCondition();
        }
    }
}
