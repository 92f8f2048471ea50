package dev.berth.control.feed;

import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.DeniedChunk;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Heartbeat;
import dev.berth.contract.v1.Hello;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.Shares;
import dev.berth.contract.v1.Welcome;
import dev.berth.control.database.Database;
import dev.berth.control.limit.SharedLimits;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one proxy up to date and keeps it so, on a virtual thread of its own. Denied keys go first, so that a proxy with
 * old state stops serving them before it learns anything else; access before routing, because routing may be large.
 */
final class Follower {
    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    private static final Duration BETWEEN_HEADS = Duration.ofMillis(100);
    private static final int CHUNK = 2_000;

    private final UUID proxy;
    private final Hello hello;
    private final Database database;
    private final FeedWatch watch;
    private final ProxyReports reports;
    private final SharedLimits limits;
    private final Consumer<Shares> shares = this::push;
    private final ServerCallStreamObserver<FeedUpdate> answer;
    private final Semaphore room;
    private final ToldHeads heads;
    private final Runnable whenRouted;
    private final Thread thread;
    private final Thread headsThread;
    private volatile boolean stopped;
    private boolean ended;
    private FeedVersions sent;
    private long routed;

    Follower(
            UUID proxy,
            Hello hello,
            Database database,
            FeedWatch watch,
            ProxyReports reports,
            SharedLimits limits,
            ToldHeads heads,
            Runnable whenRouted,
            ServerCallStreamObserver<FeedUpdate> answer,
            Semaphore room) {
        this.proxy = proxy;
        this.hello = hello;
        this.database = database;
        this.watch = watch;
        this.reports = reports;
        this.limits = limits;
        this.heads = heads;
        this.whenRouted = whenRouted;
        this.answer = answer;
        this.room = room;
        this.sent = hello.getApplied();
        this.headsThread = Thread.ofVirtual().name("heads-" + proxy).unstarted(this::tellHeads);
        this.thread = Thread.ofVirtual().name("feed-" + proxy).unstarted(this::serve);
    }

    UUID proxy() {
        return proxy;
    }

    void start() {
        reports.came(proxy, this);
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    /** It will not come again soon: what it had of limits is for the others at once. */
    void stopWithoutReturn() {
        stopped = true;
        end();
        stop();
    }

    /** Nothing is pushed after this. */
    private void end() {
        synchronized (answer) {
            ended = true;
        }
    }

    void applied(FeedVersions versions) {
        database.doAsPlatform(tx -> Proxies.seen(tx, proxy, versions));
        if (versions.getRouting() == routed) return;
        routed = versions.getRouting();
        whenRouted.run();
    }

    private void serve() {
        log.atInfo().addKeyValue("proxy", proxy).log("proxy follows the feed");
        try {
            String incarnation = welcome();
            headsThread.start();
            FeedWatch.Newest known = FeedWatch.Newest.NOTHING;
            while (!answer.isCancelled()) {
                known = watch.awaitBeyond(known, HEARTBEAT);
                if (known.equals(FeedWatch.Newest.NOTHING)) continue;
                if (!known.incarnation().equals(incarnation)) throw new OtherDatabase();
                bringTo(known.versions());
                send(FeedUpdate.newBuilder()
                        .setHeartbeat(Heartbeat.newBuilder()
                                .setCurrent(known.versions())
                                .setProxies(known.proxies())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("proxy", proxy)
                    .addKeyValue("reason", e.getMessage())
                    .log("feed broke off");
            end();
            if (!answer.isCancelled())
                answer.onError(Status.UNAVAILABLE.withDescription("try again").asRuntimeException());
        } finally {
            leave();
        }
    }

    /** What other proxies told of heads, a few times a second at most. */
    private void tellHeads() {
        try {
            long known = 0;
            while (!answer.isCancelled()) {
                ToldHeads.News news = heads.awaitAfter(known, proxy, HEARTBEAT);
                known = news.change();
                if (news.heads().getTargetsCount() == 0) continue;
                send(FeedUpdate.newBuilder().setHeads(news.heads()));
                Thread.sleep(BETWEEN_HEADS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atDebug().addKeyValue("proxy", proxy).log("heads could not be told: the stream has ended");
        }
    }

    /** The database was replaced under a connected proxy: what was sent says nothing of what it has. */
    private static final class OtherDatabase extends RuntimeException {
        private static final long serialVersionUID = 1;

        OtherDatabase() {
            super("the database was replaced, the proxy has to greet again");
        }
    }

    private String welcome() throws InterruptedException {
        String incarnation = database.asPlatform(FeedTables::incarnation).toString();
        boolean sameDatabase = incarnation.equals(hello.getIncarnation());
        if (!sameDatabase) sent = FeedVersions.getDefaultInstance();
        FeedVersions start = sent;
        int proxies = database.asPlatform(tx -> {
            Proxies.seen(tx, proxy, start);
            Proxies.tell(tx);
            return watch.sharing(tx);
        });
        send(FeedUpdate.newBuilder()
                .setWelcome(Welcome.newBuilder().setIncarnation(incarnation).setProxies(proxies)));
        limits.came(proxy, shares);
        return incarnation;
    }

    private void bringTo(FeedVersions current) throws InterruptedException {
        while (sent.getDenied() < current.getDenied()) {
            DeniedChunk chunk =
                    database.asPlatform(tx -> FeedTables.denied(tx, sent.getDenied(), current.getDenied(), CHUNK));
            send(FeedUpdate.newBuilder().setDenied(chunk));
            sent = sent.toBuilder().setDenied(chunk.getVersion()).build();
        }
        while (sent.getAccess() < current.getAccess()) {
            AccessChunk chunk =
                    database.asPlatform(tx -> FeedTables.access(tx, sent.getAccess(), current.getAccess(), CHUNK));
            send(FeedUpdate.newBuilder().setAccess(chunk));
            sent = sent.toBuilder().setAccess(chunk.getCompleteTo()).build();
        }
        if (sent.getRouting() < current.getRouting()) {
            Routing routing = database.asPlatform(FeedTables::routing).orElseThrow();
            send(FeedUpdate.newBuilder().setRouting(routing));
            sent = sent.toBuilder().setRouting(routing.getVersion()).build();
        }
    }

    /** Sends when the stream has room: a slow proxy holds its own thread only, and no memory. */
    private void send(FeedUpdate.Builder update) throws InterruptedException {
        while (!answer.isReady()) {
            if (answer.isCancelled()) throw new InterruptedException("the proxy has gone");
            room.tryAcquire(20, TimeUnit.MILLISECONDS);
        }
        synchronized (answer) {
            answer.onNext(update.build());
        }
    }

    /** Sends at once or not at all: shares are said again soon. */
    private void push(Shares said) {
        synchronized (answer) {
            if (ended || answer.isCancelled() || !answer.isReady()) return;
            answer.onNext(FeedUpdate.newBuilder().setShares(said).build());
        }
    }

    private void leave() {
        headsThread.interrupt();
        limits.left(proxy, shares);
        var _ = Thread.interrupted(); // what is still to be done takes the database
        if (!reports.left(proxy, this)) return; // it is here again already, by another stream
        heads.left(proxy);
        try {
            database.doAsPlatform(tx -> {
                Proxies.gone(tx, proxy, stopped);
                Proxies.tell(tx);
            });
        } catch (RuntimeException e) {
            log.atDebug().addKeyValue("proxy", proxy).log("leaving could not be recorded; it shows by its age");
        }
        log.atInfo().addKeyValue("proxy", proxy).log("proxy left the feed");
    }
}
