package dev.berth.e2e;

import dev.berth.contract.v1.TargetHead;
import dev.berth.contract.v1.UpstreamObservation;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.database.MigrateDatabase;
import dev.berth.control.feed.FeedService;
import dev.berth.control.feed.FeedWatch;
import dev.berth.control.feed.ProxyReports;
import dev.berth.control.feed.ProxyServer;
import dev.berth.control.limit.SharedLimits;
import dev.berth.migrations.MigratedDatabase;
import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.feed.FeedClient;
import dev.berth.proxy.feed.FeedState;
import dev.berth.proxy.feed.Freshness;
import dev.berth.proxy.limit.Allowance;
import dev.berth.proxy.limit.CallLimits;
import dev.berth.proxy.limit.HolderAllowance;
import dev.berth.proxy.limit.Leases;
import dev.berth.proxy.limit.OverLimit;
import dev.berth.proxy.link.ControlPlaneLink;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.link.ProxyToken;
import dev.berth.proxy.upstream.SharedHeads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A database, a control plane's feed, and the halves of proxies that follow it and keep limits: all of them the real ones,
 * in one process. Calls are offered to the limits themselves, without HTTP.
 */
final class LimitedProxies implements AutoCloseable {
    private static final String TOKEN = "token-of-a-test";

    private final MigratedDatabase migrated = MigratedDatabase.create();
    private final DatabaseLogin login =
            MigrateDatabase.run(new DatabaseLogin(migrated.url(), "postgres", ""), "application");
    private final Path folder;
    private final List<OneProxy> proxies = new ArrayList<>();
    private final int port;
    private int started;
    private @Nullable ControlPlaneHalf controlPlane;

    LimitedProxies(Path folder) throws IOException {
        this.folder = folder;
        this.controlPlane = new ControlPlaneHalf(login, 0);
        this.port = controlPlane.server.port();
    }

    /** What a control plane does for proxies. */
    private static final class ControlPlaneHalf implements AutoCloseable {
        final Database database;
        final FeedWatch watch;
        final ProxyServer server;

        ControlPlaneHalf(DatabaseLogin login, int port) throws IOException {
            database = Database.open(login, 10);
            watch = FeedWatch.start(database, login);
            server = ProxyServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    TOKEN,
                    List.of(new FeedService(
                            database,
                            watch,
                            new ProxyReports(),
                            new SharedLimits(database, watch::proxies, System::nanoTime))));
        }

        @Override
        public void close() {
            server.close();
            watch.close();
            database.close();
        }
    }

    /** What a proxy does for limits. */
    final class OneProxy {
        private final CallLimits limits = new CallLimits();
        private final FeedState state;
        private final ControlPlaneLink link;
        private final FeedClient feed;

        OneProxy(Path home) throws IOException {
            state = FeedState.open(home, new AccessHolder(), _ -> {});
            link = ControlPlaneLink.to(URI.create("http://127.0.0.1:" + port), new ProxyToken(TOKEN));
            feed = FeedClient.start(
                    link.channel(),
                    ProxyId.of(home),
                    state,
                    Freshness.open(home, Optional.empty(), Clock.systemUTC()),
                    List::<UpstreamObservation>of,
                    new NoHeads(),
                    new Leases(limits, System.nanoTime()),
                    Clock.systemUTC(),
                    System::nanoTime);
        }

        @Nullable
        OverLimit take(String endpoint, Allowance allowance) {
            return limits.take(endpoint, allowance, "none", Allowance.UNLIMITED, null, 1, System.nanoTime());
        }

        /** A call with a token that says how much its holder may use. */
        @Nullable
        OverLimit take(String endpoint, HolderAllowance holder) {
            return limits.take(
                    endpoint, Allowance.UNLIMITED, "none", Allowance.UNLIMITED, holder, 1, System.nanoTime());
        }

        /** Says goodbye. */
        void stop() throws IOException {
            proxies.remove(this);
            feed.close();
            die();
        }

        /** Is gone without a word. */
        void die() throws IOException {
            proxies.remove(this);
            link.close();
            state.close();
        }
    }

    /** There are no nodes here. */
    private record NoHeads() implements SharedHeads {
        @Override
        public List<TargetHead> told() {
            return List.of();
        }

        @Override
        public void heardOf(TargetHead head) {}
    }

    OneProxy start() throws IOException {
        var proxy = new OneProxy(folder.resolve("proxy-" + ++started));
        proxies.add(proxy);
        return proxy;
    }

    OneProxy restart(int number) throws IOException {
        return new OneProxy(folder.resolve("proxy-" + number));
    }

    void loseControlPlane() {
        if (controlPlane != null) controlPlane.close();
        controlPlane = null;
    }

    void returnControlPlane() throws IOException {
        controlPlane = new ControlPlaneHalf(login, port);
    }

    /** An endpoint as the database has it; its id. */
    String endpoint(String name, long callsPerDay) {
        return sql("""
            insert into network (network, definition) values ('devnet', '{}') on conflict do nothing;
            insert into template_version (template_hash, template, definition, verified)
            values ('%1$s', 'devnet', '{}', true) on conflict do nothing;
            insert into pool (name, network, template_hash, size, replication, wanted_size)
            select 'devnet', 'devnet', '%1$s', 'small', 'peers', 2 where not exists (select from pool);
            insert into endpoint (tenant_id, name, network, pool_id, calls_per_day)
            select tenant_id, '%2$s', 'devnet', pool_id, %3$d from tenant, pool limit 1 returning endpoint_id
            """.formatted("a".repeat(64), name, callsPerDay));
    }

    /** The first value of the last statement's answer. */
    String sql(String sql) {
        try (var connection = migrated.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
            while (statement.getResultSet() == null
                    && (statement.getMoreResults() || statement.getUpdateCount() >= 0)) {}
            var rows = statement.getResultSet();
            return rows != null && rows.next() ? rows.getString(1) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** What each of some proxies let through. */
    record Served(List<Long> byProxy, Duration in) {
        long all() {
            return byProxy.stream().mapToLong(served -> served).sum();
        }

        double perSecond() {
            return all() / (in.toNanos() / 1e9);
        }
    }

    /** Offers so many calls a second for so long, split among the proxies by weights. */
    static Served offer(
            List<OneProxy> to, String endpoint, Allowance allowance, int perSecond, double[] split, Duration during) {
        long[] served = new long[split.length];
        double[] due = new double[split.length];
        long begin = System.nanoTime();
        long last = begin;
        while (last - begin < during.toNanos()) {
            LockSupport.parkNanos(1_000_000);
            long now = System.nanoTime();
            for (int i = 0; i < split.length; i++) {
                due[i] += perSecond * split[i] * (now - last) / 1e9;
                for (; due[i] >= 1; due[i]--) if (to.get(i).take(endpoint, allowance) == null) served[i]++;
            }
            last = now;
        }
        var byProxy = new ArrayList<Long>();
        for (long each : served) byProxy.add(each);
        return new Served(byProxy, Duration.ofNanos(last - begin));
    }

    static String anyEndpoint() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() throws IOException {
        for (OneProxy proxy : List.copyOf(proxies)) proxy.stop();
        loseControlPlane();
        migrated.close();
    }
}
