package dev.berth.control.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.control.tenant.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * PostgreSQL as the control plane uses it. A transaction is opened by a use case and sees either all rows, or those of
 * one tenant: row-level security then is the second wall behind the queries' own conditions.
 */
public final class Database implements AutoCloseable {
    private final DataSource source;
    private final DSLContext dsl;

    private Database(DataSource source) {
        this.source = source;
        this.dsl = DSL.using(source, SQLDialect.POSTGRES);
    }

    /**
     * Opens a pool of at most {@code connections} for the application's login role, which owns no table. What a process that was frozen
     * within a transaction has locked is free again after a minute.
     */
    public static Database open(DatabaseLogin login, int connections) {
        var hikari = new HikariConfig();
        hikari.setPoolName("berth");
        hikari.setJdbcUrl(login.jdbcUrl());
        hikari.setUsername(login.user());
        hikari.setPassword(login.password());
        hikari.setMaximumPoolSize(connections);
        hikari.setMinimumIdle(Math.min(2, connections));
        hikari.setConnectionTimeout(5_000);
        hikari.setInitializationFailTimeout(30_000);
        hikari.setConnectionInitSql("set role berth_platform; set idle_in_transaction_session_timeout = '60s'");
        return new Database(new HikariDataSource(hikari));
    }

    /** Runs {@code work} in one transaction that sees every row. */
    public <T> T asPlatform(Function<DSLContext, T> work) {
        return dsl.transactionResult(tx -> work.apply(tx.dsl()));
    }

    /** As {@link #asPlatform(Function)}, for work without a result. */
    public void doAsPlatform(Consumer<DSLContext> work) {
        dsl.transaction(tx -> work.accept(tx.dsl()));
    }

    /** Runs {@code work} in one transaction that sees only the rows of {@code tenant}, whatever its queries say. */
    public <T> T asTenant(TenantId tenant, Function<DSLContext, T> work) {
        return dsl.transactionResult(tx -> {
            tx.dsl()
                    .execute(
                            "select set_config('berth.tenant', ?, true)",
                            tenant.value().toString());
            tx.dsl().execute("set local role berth_tenant");
            return work.apply(tx.dsl());
        });
    }

    /** The time of a transaction, the only one that is written down. */
    public static Instant now(DSLContext tx) {
        return Objects.requireNonNull(
                tx.select(DSL.currentInstant()).fetchSingle().value1());
    }

    @Override
    public void close() {
        if (source instanceof HikariDataSource pool) pool.close();
    }
}
