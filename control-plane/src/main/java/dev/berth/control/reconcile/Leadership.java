package dev.berth.control.reconcile;

import static org.jooq.impl.DSL.inline;

import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one control plane act at a time: whoever holds an advisory lock on a connection of its own, and says every second that it is
 * alive. One that is not heard for a while, frozen or cut off, has its connection ended by whoever waits. Each that begins takes the next
 * number, and hosts refuse lower ones, so that one that lost the lock without noticing does no harm.
 */
final class Leadership implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leadership.class);
    private static final long LOCK = 0x62657274685f7231L; // "berth_r1"
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int ANSWER_WITHIN_MILLIS = 5_000;

    private static final String HOLDER_IS_SILENT = """
        select coalesce((select last_seen < now() - interval '%d seconds' from control_plane_epoch order by epoch desc limit 1),
                        false)\
        """.formatted(SILENCE.toSeconds());

    private static final String END_HOLDER = """
        select pg_terminate_backend(pid)
        from pg_locks
        where locktype = 'advisory' and granted and objsubid = 1 and database = (select oid from pg_database
                                                                                  where datname = current_database())
          and classid::bigint = %d and objid::bigint = %d\
        """.formatted(LOCK >>> 32, LOCK & 0xffffffffL);

    private static final String NUDGE = "berth_reconcile";

    private final Connection connection;
    private final long epoch;
    private boolean beaten;
    private long beatAt;

    private Leadership(Connection connection, long epoch) {
        this.connection = connection;
        this.epoch = epoch;
    }

    /** Waits until no other control plane holds the lock, then takes a number. */
    static Leadership take(DatabaseLogin login) throws SQLException, InterruptedException {
        Connection connection = DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
        try (var statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, ANSWER_WITHIN_MILLIS);
            statement.execute("set role berth_platform");
            statement.execute("listen " + NUDGE);
            while (!is(statement, "select pg_try_advisory_lock(" + LOCK + ")")) {
                if (is(statement, HOLDER_IS_SILENT)) endHolder(statement);
                Thread.sleep(LOOK);
            }
            try (var row = statement.executeQuery("insert into control_plane_epoch (instance) values ('"
                    + UUID.randomUUID() + "') returning epoch")) {
                row.next();
                long epoch = row.getLong(1);
                log.atInfo().addKeyValue("epoch", epoch).log("this control plane acts now");
                return new Leadership(connection, epoch);
            }
        } catch (SQLException | InterruptedException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean is(Statement statement, String question) throws SQLException {
        try (var row = statement.executeQuery(question)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Its session is of the login role, which alone may end it. */
    private static void endHolder(Statement statement) throws SQLException {
        log.atWarn().log("the control plane that acts has not been heard, its lock is taken from it");
        statement.execute("reset role");
        statement.execute(END_HOLDER);
        statement.execute("set role berth_platform");
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

    /** Says now and then that this control plane is alive; whether it still leads. */
    boolean held() {
        if (beaten && System.nanoTime() - beatAt < LOOK.toNanos()) return true;
        beaten = true;
        beatAt = System.nanoTime();
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate("update control_plane_epoch set last_seen = now() where epoch = " + epoch
                            + " and not exists (select from control_plane_epoch where epoch > " + epoch + ")")
                    == 1;
        } catch (SQLException e) {
            log.atWarn()
                    .addKeyValue("epoch", epoch)
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("this control plane does not act any more: its lock is gone");
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
