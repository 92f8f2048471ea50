package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.migrations.MigratedDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that leave while an answer to them is being written. */
class CrossingTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static MigratedDatabase migrated;
    private static Database database;
    private static Vertx vertx;
    private static Crossing crossing;

    @BeforeAll
    static void start() {
        migrated = MigratedDatabase.create();
        database = Database.open(new DatabaseLogin(migrated.url(), "postgres", ""), 2);
        vertx = Vertx.vertx();
        crossing = new Crossing(vertx);
    }

    @AfterAll
    static void stop() {
        crossing.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        database.close();
        migrated.close();
    }

    @Test
    void aCallOfTheDatabaseThatIsUnderWayComesToItsEnd() throws Exception {
        var calls = new CountDownLatch(1);
        var connection = new CompletableFuture<Integer>();
        try (var held = migrated.dataSource().getConnection();
                var client = new Client(sink -> connection.completeAsync(
                        () -> database.asPlatform(tx -> {
                            int pid = pid(tx);
                            calls.countDown();
                            tx.execute("select pg_advisory_xact_lock(21)");
                            assertThat(pid(tx)).isEqualTo(pid);
                            return pid;
                        }),
                        Runnable::run))) {
            held.createStatement().execute("select pg_advisory_lock(21)");
            client.reads();
            assertThat(calls.await(30, TimeUnit.SECONDS)).isTrue();
            client.leaves();
            held.createStatement().execute("select pg_advisory_unlock(21)");
            int pid = connection.get(30, TimeUnit.SECONDS);
            assertThat(processes()).as("the connection is there for others").contains(pid);
            client.thrown.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoWaitsForSomethingElseIsInterruptedAndNothingAfterThat() throws Exception {
        var after = new CompletableFuture<Boolean>();
        try (var client = new Client(sink -> {
            try {
                sink.await(() -> Thread.sleep(LONG));
            } finally {
                after.complete(Thread.currentThread().isInterrupted());
            }
        })) {
            client.reads();
            client.leaves();
            assertThat(client.thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            assertThat(after.get(30, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void whatIsWrittenInTheMidstOfWaitingIsNotInterrupted() throws Exception {
        var writes = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        Reply.Guard slow = () -> {
            writes.countDown();
            try {
                interrupted.complete(!goOn.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        };
        try (var client = new Client(
                sink -> sink.await(() -> {
                    assertThatThrownBy(() -> sink.write("a line\n")).isInstanceOf(IOException.class);
                    Thread.sleep(LONG);
                }),
                slow)) {
            client.reads();
            assertThat(writes.await(30, TimeUnit.SECONDS)).isTrue();
            client.leaves();
            goOn.countDown();
            assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
            assertThat(client.thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    private static int pid(DSLContext tx) {
        return tx.fetchSingle("select pg_backend_pid()").get(0, Integer.class);
    }

    private static Set<Integer> processes() throws SQLException {
        return database.asPlatform(
                tx -> tx.fetch("select pid from pg_stat_activity").intoSet(0, Integer.class));
    }

    /** A server with one stream, and who reads it. */
    private static final class Client implements AutoCloseable {
        final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch noticed = new CountDownLatch(1);
        private final HttpServer server;
        private final Socket socket;

        Client(Reply.StreamBody body) throws Exception {
            this(body, () -> {});
        }

        Client(Reply.StreamBody body, Reply.Guard guard) throws Exception {
            Reply stream = new Reply.Stream(
                    "text/plain",
                    sink -> {
                        begun.countDown();
                        try {
                            body.write(sink);
                            sink.rest(LONG);
                        } catch (IOException | InterruptedException | RuntimeException e) {
                            thrown.complete(e);
                            throw e;
                        }
                    },
                    guard);
            Router router = Router.router(vertx);
            router.route().handler(http -> {
                var context = vertx.getOrCreateContext();
                http.request().connection().closeHandler(_ -> context.runOnContext(_ -> noticed.countDown()));
                http.put(Crossing.REQUEST_ID, "of-a-test");
                http.next();
            });
            router.route().handler(crossing.blocking(_ -> stream));
            server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        }

        /** Until the head of the answer is there, and more is being made. */
        void reads() throws Exception {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        }

        /** Returns once the server has noticed. */
        void leaves() throws Exception {
            socket.setSoLinger(true, 0);
            socket.close();
            assertThat(noticed.await(30, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            server.close();
        }
    }
}
