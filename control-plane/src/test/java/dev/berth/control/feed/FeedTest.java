package dev.berth.control.feed;

import static dev.berth.migrations.schema.Tables.DENIED_KEY;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Hello;
import dev.berth.contract.v1.Routing;
import dev.berth.control.TwoTenants;
import dev.berth.control.limit.SharedLimits;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger KEYS = new AtomicInteger();

    private static TwoTenants world;
    private static FeedWatch watch;
    private static ProxyServer server;

    @BeforeAll
    static void start() throws IOException {
        world = new TwoTenants();
        watch = FeedWatch.start(world.database, world.login);
        server = ProxyServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                FollowingProxy.TOKEN,
                List.of(new FeedService(
                        world.database,
                        watch,
                        new ProxyReports(),
                        new SharedLimits(world.database, watch::proxies, System::nanoTime))));
    }

    @AfterAll
    static void stop() {
        server.close();
        watch.close();
        world.close();
    }

    @Test
    void withoutTheTokenNothingIsTold() {
        try (var proxy = FollowingProxy.withToken(server.port(), "wrong", nothingKnown())) {
            await().atMost(SOON).until(() -> proxy.ended().isPresent());
            assertThat(proxy.ended()).contains(Status.Code.UNAUTHENTICATED);
            assertThat(proxy.incarnation()).isEmpty();
        }
    }

    @Test
    void aNewProxyGetsEveryKeyInChunksAndAnotherResumesWhereItBroke() {
        world.asOwner("""
            insert into endpoint_key (key_id, endpoint_id, tenant_id, secret_sha256, sealed_key)
            select 'bulk' || lpad(n::text, 8, '0'), endpoint_id, tenant_id, sha256(n::text::bytea), 'x'
            from (select * from endpoint where name = 'main' limit 1) e, generate_series(1, 4500) n
            """);
        try (var proxy = follow(nothingKnown())) {
            await().atMost(SOON).until(() -> proxy.hasAll(versions()));
            assertThat(proxy.liveKeys()).isEqualTo(liveKeys());
            assertThat(proxy.chunks())
                    .hasSizeGreaterThan(2)
                    .allSatisfy(chunk -> assertThat(chunk.getEntriesList())
                            .hasSizeLessThanOrEqualTo(2000)
                            .extracting(AccessEntry::getVersion)
                            .isSorted()
                            .allMatch(version -> version <= chunk.getCompleteTo()));
            AccessChunk first = proxy.chunks().getFirst();
            var known = FeedVersions.newBuilder().setAccess(first.getCompleteTo());
            try (var resumed = follow(hello(proxy.incarnation().orElseThrow(), known.build()))) {
                await().atMost(SOON).until(() -> resumed.hasAll(versions()));
                assertThat(resumed.chunks().stream().flatMap(chunk -> chunk.getEntriesList().stream()))
                        .isNotEmpty()
                        .allMatch(entry -> entry.getVersion() > first.getCompleteTo());
                var both = new HashSet<String>();
                first.getEntriesList().forEach(entry -> both.add(entry.getKeyId()));
                both.addAll(resumed.liveKeys());
                assertThat(both).containsAll(liveKeys());
            }
        }
    }

    @Test
    void whoIsUpToDateIsToldNothingTwice() {
        try (var first = follow(nothingKnown())) {
            await().atMost(SOON).until(() -> first.hasAll(versions()));
            try (var again = follow(hello(first.incarnation().orElseThrow(), versions()))) {
                await().atMost(SOON).until(() -> again.heartbeats() > 0);
                assertThat(again.chunks()).isEmpty();
                assertThat(again.denied()).isEmpty();
            }
        }
    }

    @Test
    void whatOneProxyToldOfAHeadTheOthersHearSoonAndItsOwnWordIsNotSaidBack() {
        try (var one = follow(nothingKnown());
                var other = follow(nothingKnown())) {
            await().atMost(SOON).until(() -> one.heartbeats() > 0 && other.heartbeats() > 0);
            for (long height = 100; height < 120; height++) {
                long told = height;
                long began = System.nanoTime();
                one.tells("pool", told);
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> other.heads().getOrDefault("pool", 0L) >= told);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(500));
            }
            assertThat(one.heads()).isEmpty();
            one.tells("pool", 98);
            one.tells("pool", 99);
            try (var third = follow(nothingKnown())) {
                await().until(() -> third.heads().getOrDefault("pool", 0L) == 99);
            }
        }
    }

    @Test
    void concurrentCommitsSkipNoVersion() throws Exception {
        try (var proxy = follow(nothingKnown())) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int writer = 0; writer < 8; writer++) {
                    long seed = writer;
                    var _ = threads.submit(() -> {
                        var random = new Random(seed);
                        for (int i = 0; i < 30; i++) write(random);
                    });
                }
            }
            await().atMost(SOON).until(() -> proxy.hasAll(versions()));
            assertThat(proxy.liveKeys()).isEqualTo(liveKeys());
            assertThat(proxy.denied()).containsAll(deniedKeys());
        }
    }

    @Test
    void aRevocationReachesAConnectedProxyWellWithinTwoSeconds() {
        try (var proxy = follow(nothingKnown())) {
            for (int i = 0; i < 5; i++) {
                String key = addKey();
                await().atMost(SOON).until(() -> proxy.liveKeys().contains(key));
                revoke(key);
                long revoked = System.nanoTime();
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(2))
                        .until(() -> !proxy.liveKeys().contains(key)
                                && proxy.denied().contains(key));
                assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void aDeletedEndpointTakesItsKeysAlong() {
        var endpoint = world.endpoint(world.globex, "short-lived", nextKey());
        String second = nextKey();
        world.database.doAsPlatform(tx -> TwoTenants.key(tx, world.globex, endpoint, second));
        try (var proxy = follow(nothingKnown())) {
            await().atMost(SOON).until(() -> proxy.liveKeys().contains(second));
            world.asOwner("update endpoint set deleted_at = now() where endpoint_id = '" + endpoint + "'");
            await().atMost(SOON).until(() -> proxy.hasAll(versions()));
            assertThat(proxy.liveKeys()).isEqualTo(liveKeys()).doesNotContain(second);
            assertThat(proxy.denied()).contains(second);
        }
    }

    @Test
    void theNewestRoutingTableIsSentWhole() {
        try (var proxy = follow(nothingKnown())) {
            long version = world.database.asPlatform(tx -> {
                long taken =
                        tx.fetchSingle("select next_feed_version('routing')").get(0, Long.class);
                tx.execute(
                        "insert into feed_routing (version, content) values (?, ?)",
                        taken,
                        Routing.newBuilder().build().toByteArray());
                return taken;
            });
            await().atMost(SOON).until(() -> proxy.routing() == version);
        }
    }

    @Test
    void aProxyOfAnotherDatabaseStartsAgainAndOneThatIsConnectedIsSentAway() {
        try (var proxy = follow(hello(
                UUID.randomUUID().toString(),
                FeedVersions.newBuilder()
                        .setAccess(1_000_000)
                        .setDenied(1_000_000)
                        .setRouting(1_000_000)
                        .build()))) {
            await().atMost(SOON).until(() -> proxy.hasAll(versions()));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(proxy.liveKeys()).isEqualTo(liveKeys()));
            world.asOwner("update platform set incarnation = uuidv7()");
            await().atMost(SOON).until(() -> proxy.ended().isPresent());
            assertThat(proxy.ended()).contains(Status.Code.UNAVAILABLE);
            try (var again = follow(hello(proxy.incarnation().orElseThrow(), versions()))) {
                await().atMost(SOON).until(() -> again.hasAll(versions()));
                assertThat(again.incarnation()).isNotEqualTo(proxy.incarnation());
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(again.liveKeys()).isEqualTo(liveKeys()));
            }
        }
    }

    @Test
    void whoeverDoesNotGreetIsRefused() {
        try (var proxy = follow(Hello.newBuilder().setProxyId("me").build())) {
            await().atMost(SOON).until(() -> proxy.ended().isPresent());
            assertThat(proxy.ended()).contains(Status.Code.INVALID_ARGUMENT);
        }
    }

    private static void write(Random random) {
        switch (random.nextInt(3)) {
            case 0 -> addKey();
            case 1 -> revoke(addKey());
            default ->
                world.database.doAsPlatform(tx -> tx.execute(
                        "update endpoint set burst = burst + 1 where endpoint_id = ?", world.globexEndpoint.value()));
        }
    }

    private static String addKey() {
        String key = nextKey();
        world.database.doAsPlatform(tx -> TwoTenants.key(tx, world.globex, world.globexEndpoint, key));
        return key;
    }

    private static void revoke(String key) {
        world.database.doAsPlatform(
                tx -> tx.execute("update endpoint_key set revoked_at = now() where key_id = ?", key));
    }

    private static String nextKey() {
        return "k%011d".formatted(KEYS.incrementAndGet());
    }

    private static FollowingProxy follow(Hello hello) {
        return FollowingProxy.withToken(server.port(), FollowingProxy.TOKEN, hello);
    }

    private static Hello nothingKnown() {
        return hello("", FeedVersions.getDefaultInstance());
    }

    private static Hello hello(String incarnation, FeedVersions applied) {
        return Hello.newBuilder()
                .setProxyId(UUID.randomUUID().toString())
                .setIncarnation(incarnation)
                .setApplied(applied)
                .build();
    }

    private static FeedVersions versions() {
        return world.database.asPlatform(FeedTables::versions);
    }

    private static Set<String> liveKeys() {
        return world.database.asPlatform(tx -> tx.select(ENDPOINT_KEY.KEY_ID)
                .from(ENDPOINT_KEY)
                .where(ENDPOINT_KEY.REVOKED_AT.isNull())
                .fetchSet(ENDPOINT_KEY.KEY_ID));
    }

    private static Set<String> deniedKeys() {
        return world.database.asPlatform(
                tx -> tx.select(DENIED_KEY.KEY_ID).from(DENIED_KEY).fetchSet(DENIED_KEY.KEY_ID));
    }
}
