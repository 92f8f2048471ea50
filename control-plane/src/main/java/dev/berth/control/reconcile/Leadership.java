package dev.berth.control.reconcile;

import static org.jooq.impl.DSL.inline;

import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one control plane act at a time: whoever holds an advisory lock on a connection of its own. Each that begins takes
 * the next number, and hosts refuse lower ones, so that one that lost the lock without noticing does no harm.
 */
final class Leadership implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);
    private static final long LOCK = 0x62657274685f7231L; // "berth_r1"

    private static final String NUDGE = "berth_reconcile";

    private final Connection connection;
    private final long epoch;

    private Leadership(Connection connection, long epoch) {
        this.connection = connection;
        this.epoch = epoch;
    }

    /** Waits until no other control plane holds the lock, then takes a number. */
    static Leadership take(DatabaseLogin login) throws SQLException {
        Connection connection = DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
        try (var statement = connection.createStatement()) {
            statement.execute("set role berth_platform");
            statement.execute("listen " + NUDGE);
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            try (var row = statement.executeQuery("insert into control_plane_epoch (instance) values ('"
                    + UUID.randomUUID() + "') returning epoch")) {
                row.next();
                long epoch = row.getLong(1);
                log.atInfo().addKeyValue("epoch", epoch).log("this control plane acts now");
                return new Leadership(connection, epoch);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    long epoch() {
        return epoch;
    }

    /** Says to whichever control plane leads that there is something new. */
    static void nudge(Database database) {
        database.doAsPlatform(tx -> tx.execute("select pg_notify({0}, '')", inline(NUDGE)));
    }

    /** Waits for a nudge of another control plane, {@code atMost}; whether one came. */
    boolean nudged(Duration atMost) throws SQLException {
        PGNotification[] nudges =
                connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(atMost.toMillis()));
        return nudges != null && nudges.length > 0;
    }

    /** Whether the lock's connection still stands. */
    boolean held() {
        try {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.atDebug().setCause(e).log("the lock's connection was gone already");
        }
    }
}
