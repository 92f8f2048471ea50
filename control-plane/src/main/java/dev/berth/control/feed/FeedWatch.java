package dev.berth.control.feed;

import dev.berth.contract.v1.FeedVersions;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jooq.DSLContext;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the feed's newest versions, and of which database, for all followers with one query: PostgreSQL's notifications
 * nudge it, and it looks by itself twice a second in case one got lost.
 */
public final class FeedWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FeedWatch.class);
    private static final int LOOK_MILLIS = 500;
    private static final Duration COME_AGAIN = Duration.ofSeconds(30);

    private final Database database;
    private final DatabaseLogin login;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private Newest current = Newest.NOTHING;
    private volatile boolean closed;
    private volatile int proxiesBefore;
    private volatile long lookingSince = System.nanoTime();

    /** The newest versions of a database, and how many proxies share its limits. */
    record Newest(String incarnation, FeedVersions versions, int proxies) {
        /** Before the first look. */
        static final Newest NOTHING = new Newest("", FeedVersions.getDefaultInstance(), 0);
    }

    private FeedWatch(Database database, DatabaseLogin login) {
        this.database = database;
        this.login = login;
        this.thread = Thread.ofVirtual().name("feed-watch").unstarted(this::watch);
    }

    public static FeedWatch start(Database database, DatabaseLogin login) {
        var watch = new FeedWatch(database, login);
        watch.proxiesBefore = database.asPlatform(Proxies::sharedLately);
        watch.thread.start();
        return watch;
    }

    /** Waits until there is other than {@code known} or {@code atMost} has passed, and returns the newest. */
    Newest awaitBeyond(Newest known, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (current.equals(known) && left > 0 && !closed) left = moved.awaitNanos(left);
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** How many proxies share each limit; 0 before the first look. */
    public int proxies() {
        lock.lock();
        try {
            return current.proxies();
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        while (!closed) {
            try (var connection = DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
                    var statement = connection.createStatement()) {
                statement.execute("listen berth_feed");
                lookingSince = System.nanoTime();
                if (proxies() > 0) proxiesBefore = proxies();
                var notifications = connection.unwrap(PGConnection.class);
                while (!closed) {
                    look();
                    notifications.getNotifications(LOOK_MILLIS);
                }
            } catch (SQLException | RuntimeException e) {
                if (closed) return;
                log.atWarn().addKeyValue("reason", e.getMessage()).log("feed versions cannot be read, trying again");
                pause();
            }
        }
    }

    private void look() {
        Newest seen = database.asPlatform(
                tx -> new Newest(FeedTables.incarnation(tx).toString(), FeedTables.versions(tx), sharing(tx)));
        lock.lock();
        try {
            if (seen.equals(current)) return;
            current = seen;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many proxies share each limit. After a time in which they could not be heard, none is missed before it can have come
     * again: the others would share out what it still serves.
     */
    int sharing(DSLContext tx) {
        int heard = Proxies.sharing(tx);
        boolean mayComeAgain = System.nanoTime() - lookingSince < COME_AGAIN.toNanos();
        return mayComeAgain ? Math.max(heard, proxiesBefore) : heard;
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
