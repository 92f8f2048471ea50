package dev.berth.proxy.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.FeedRequest;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.Heads;
import dev.berth.contract.v1.TargetHead;
import dev.berth.contract.v1.UpstreamObservation;
import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.access.KeyId;
import dev.berth.proxy.limit.CallLimits;
import dev.berth.proxy.limit.Leases;
import dev.berth.proxy.link.ControlPlaneLink;
import dev.berth.proxy.link.LocalServer;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.meter.TestClock;
import dev.berth.proxy.route.RoutingTable;
import dev.berth.proxy.route.TargetId;
import dev.berth.proxy.upstream.SharedHeads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The follower over real gRPC. */
class FeedClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final FeedModel feed = new FeedModel();
    private LocalServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new LocalServer(feed);
    }

    @AfterEach
    void stopServing() {
        server.close();
    }

    @Test
    void aNewProxyIsToldEverythingAndSaysWhatItHasApplied() throws Exception {
        feed.put("a", "b");
        try (var proxy = new Following(InstantSource.system())) {
            await().atMost(PATIENCE).until(() -> proxy.serves("a") && proxy.serves("b"));
            await().atMost(PATIENCE).until(() -> !proxy.routed.isEmpty());
            assertThat(proxy.routed.getLast().find(new TargetId("pool-1"))).isNotNull();
            await().atMost(PATIENCE).until(feed::isAppliedByLastReport);
        }
    }

    @Test
    void aRevokedKeyIsRefusedMillisecondsAfterTheRevocationArrives() throws Exception {
        feed.put("a", "b");
        try (var proxy = new Following(InstantSource.system())) {
            await().atMost(PATIENCE).until(() -> proxy.serves("a"));
            long start = System.nanoTime();
            feed.revoke("a");
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> !proxy.serves("a"));
            System.out.printf("revocation in force after %d us%n", (System.nanoTime() - start) / 1_000);
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofSeconds(2).toNanos());
            assertThat(proxy.serves("b")).isTrue();
        }
    }

    @Test
    void whatCallersWereToldOfHeadsIsSaidWhenItChangesAndOnEachNewStream() throws Exception {
        try (var proxy = new Following(InstantSource.system())) {
            await().atMost(PATIENCE).until(feed::isAppliedByLastReport);
            proxy.heads.told.put("pool-1", 100L);
            await().atMost(PATIENCE).until(() -> toldHeads().equals(List.of(head("pool-1", 100))));
            proxy.heads.told.put("pool-2", 7L);
            await().atMost(PATIENCE).until(() -> toldHeads().equals(List.of(head("pool-1", 100), head("pool-2", 7))));
            server.stop();
            feed.requests.clear();
            server.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(toldHeads()).containsExactlyInAnyOrder(head("pool-1", 100), head("pool-2", 7)));
        }
    }

    @Test
    void whatOtherProxiesToldIsHeard() throws Exception {
        try (var proxy = new Following(InstantSource.system())) {
            await().atMost(PATIENCE).until(feed::isAppliedByLastReport);
            feed.say(FeedUpdate.newBuilder()
                    .setHeads(Heads.newBuilder().addTargets(head("pool-1", 100)))
                    .build());
            await().atMost(PATIENCE).until(() -> proxy.heads.heard.equals(List.of(head("pool-1", 100))));
        }
    }

    private List<TargetHead> toldHeads() {
        return feed.requests.stream()
                .flatMap(request -> request.getTold().getTargetsList().stream())
                .toList();
    }

    @Test
    void itServesOnWithoutTheControlPlaneAndResumesWhereItWas() throws Exception {
        feed.put("a", "b");
        try (var proxy = new Following(InstantSource.system())) {
            await().atMost(PATIENCE).until(feed::isAppliedByLastReport);
            server.stop();
            assertThat(proxy.serves("a")).isTrue();
            feed.sentEntries.clear();
            feed.put("c");
            feed.sentEntries.clear();
            server.start();
            await().atMost(PATIENCE).until(() -> proxy.serves("c"));
            assertThat(feed.sentEntries).extracting(AccessEntry::getKeyId).containsExactly("c");
        }
        assertThat(server.authorization()).isEqualTo("Bearer " + LocalServer.TOKEN.value());
    }

    @Test
    void aRestartedProxyServesAtOnceAndIsTheSameOneToTheControlPlane() throws Exception {
        feed.put("a");
        try (var _ = new Following(InstantSource.system())) {
            await().atMost(PATIENCE).until(feed::isAppliedByLastReport);
        }
        server.stop();
        try (var proxy = new Following(InstantSource.system())) {
            assertThat(proxy.serves("a")).isTrue();
            assertThat(proxy.routed).hasSize(1);
            server.start();
            await().atMost(PATIENCE).until(() -> feed.hellos.size() == 2);
        }
        assertThat(feed.hellos.get(1).getProxyId()).isEqualTo(feed.hellos.get(0).getProxyId());
        assertThat(feed.hellos.get(1).getApplied()).isEqualTo(feed.current());
    }

    @Test
    void anotherDatabaseReplacesTheTableOnceItIsCompleteAndNothingRevokedComesBack() throws Exception {
        feed.put("old", "both", "revoked");
        try (var proxy = new Following(InstantSource.system())) {
            await().atMost(PATIENCE).until(() -> proxy.serves("old"));
            feed.revoke("revoked");
            await().atMost(PATIENCE).until(feed::isAppliedByLastReport);
            server.stop();
            feed.replaceDatabase("second", "both", "revoked", "new");
            feed.holding = true;
            server.start();
            await().atMost(PATIENCE).until(() -> feed.hellos.size() == 2);
            assertThat(proxy.serves("old")).isTrue();
            feed.bringAll();
            await().atMost(PATIENCE).until(() -> proxy.serves("new"));
            assertThat(proxy.serves("old")).isFalse();
            assertThat(proxy.serves("both")).isTrue();
            assertThat(proxy.serves("revoked")).isFalse();
            await().atMost(PATIENCE).until(feed::isAppliedByLastReport);
        }
    }

    @Test
    void whatWasSeenOfUpstreamsIsReportedEveryFewSecondsAndVersionsAreRepeated() throws Exception {
        try (var _ = new Following(InstantSource.system())) {
            await().atMost(PATIENCE).until(() -> observed().size() >= 3);
        }
        assertThat(observed().getLast().getObserved().getUpstreams(0).getUpstreamId())
                .isEqualTo("node-1");
        assertThat(feed.requests.stream().filter(FeedRequest::hasApplied).count())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void aStreamThatFallsSilentIsGivenUpForAnother() throws Exception {
        var clock = new TestClock("2026-06-16T10:00:00Z");
        try (var _ = new Following(clock)) {
            await().atMost(PATIENCE).until(() -> feed.hellos.size() == 1);
            await().atMost(PATIENCE).until(() -> {
                clock.advance(Duration.ofSeconds(20));
                return feed.hellos.size() >= 2;
            });
        }
    }

    private List<FeedRequest> observed() {
        return feed.requests.stream().filter(FeedRequest::hasObserved).toList();
    }

    /** What callers were told here, and what was heard of others. */
    private static final class OwnHeads implements SharedHeads {
        final Map<String, Long> told = new ConcurrentHashMap<>();
        final List<TargetHead> heard = new CopyOnWriteArrayList<>();

        @Override
        public List<TargetHead> told() {
            return told.entrySet().stream()
                    .map(head -> head(head.getKey(), head.getValue()))
                    .toList();
        }

        @Override
        public void heardOf(TargetHead head) {
            heard.add(head);
        }
    }

    private static TargetHead head(String target, long height) {
        return TargetHead.newBuilder().setTargetId(target).setHeight(height).build();
    }

    /** A proxy's following half, wired as it is in the proxy. */
    private final class Following implements AutoCloseable {
        private final AccessHolder access = new AccessHolder();
        final List<RoutingTable> routed = new CopyOnWriteArrayList<>();
        private final ControlPlaneLink link = server.link();
        private final FeedState state = FeedState.open(folder, access, routed::add);
        private final FeedClient client;
        final OwnHeads heads = new OwnHeads();

        Following(InstantSource clock) throws IOException {
            client = FeedClient.start(
                    link.channel(),
                    ProxyId.of(folder),
                    state,
                    Freshness.open(folder, Optional.empty(), clock),
                    () -> List.of(UpstreamObservation.newBuilder()
                            .setUpstreamId("node-1")
                            .setHealthy(true)
                            .build()),
                    heads,
                    new Leases(new CallLimits(), System.nanoTime()),
                    clock,
                    System::nanoTime);
        }

        boolean serves(String key) {
            return access.current().find(new KeyId(key)) != null;
        }

        @Override
        public void close() throws IOException {
            client.close();
            state.close();
            link.close();
        }
    }
}
