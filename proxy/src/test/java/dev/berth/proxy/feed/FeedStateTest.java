package dev.berth.proxy.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.DeniedChunk;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Heartbeat;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.Welcome;
import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.access.KeyId;
import dev.berth.proxy.meter.TestClock;
import dev.berth.proxy.route.RoutingTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedStateTest {
    @TempDir
    Path folder;

    private AccessHolder access = new AccessHolder();
    private List<RoutingTable> routed = new ArrayList<>();

    @Test
    void aProxyThatRestartsServesWhatItHadAppliedWithoutAskingAnybody() throws IOException {
        try (var state = open()) {
            apply(state, welcome("first"), chunk(3, "a", "b", "c"), denied(1, "b"), routing(7));
            apply(state, FeedUpdate.newBuilder().setAccess(tombstone("c", 4)).build());
        }
        try (var state = open()) {
            assertThat(serves("a")).isTrue();
            assertThat(serves("b")).isFalse();
            assertThat(serves("c")).isFalse();
            assertThat(routed)
                    .singleElement()
                    .satisfies(table -> assertThat(table.version()).isEqualTo(7));
            assertThat(state.versions()).isEqualTo(versions(7, 4, 1));
        }
    }

    @Test
    void aHundredThousandEntriesAreInForceWellUnderASecondAfterAStart() throws IOException {
        try (var state = open()) {
            apply(state, welcome("first"));
            for (int chunk = 0; chunk < 50; chunk++) {
                String[] keys = new String[2_000];
                for (int i = 0; i < keys.length; i++) keys[i] = "key-%08d".formatted(chunk * 2_000 + i);
                apply(state, chunk(chunk * 2_000L + 2_000, keys));
            }
        }
        try (var _ = open()) {
            assertThat(serves("key-00000000")).isTrue(); // the log is as a later start finds it, and the code is warm
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        try (var _ = open()) {
            // Time of its own, because the machine may be busy with others.
            Duration took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
            System.out.printf("100,000 access entries read in %d ms%n", took.toMillis());
            assertThat(serves("key-00000000")).isTrue();
            assertThat(serves("key-00099999")).isTrue();
            assertThat(took).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void theLogIsRewrittenWhenMostOfItSaysNothingAnyMore() throws IOException {
        try (var state = open()) {
            apply(state, welcome("first"));
            for (int version = 1; version <= 60_000; version += 100) {
                apply(state, chunk(version + 99L, many(version)));
            }
        }
        assertThat(Files.size(folder.resolve("access.log"))).isLessThan(8_000_000);
        try (var state = open()) {
            assertThat(serves("key-50")).isTrue();
            assertThat(state.versions().getAccess()).isEqualTo(60_000);
        }
    }

    @Test
    void afterAnotherDatabaseTheOldTableIsServedUntilTheNewOneIsCompleteAndDeniedKeysStayDenied() throws IOException {
        try (var state = open()) {
            apply(state, welcome("first"), chunk(3, "old", "both", "revoked"), denied(5, "revoked"));
            apply(state, welcome("second"), chunk(1, "both"));
            assertThat(state.versions()).isEqualTo(versions(0, 1, 0));
            assertThat(serves("old")).isTrue();
        }
        try (var state = open()) { // a restart in the middle goes on from there
            assertThat(serves("old")).isTrue();
            assertThat(state.versions().getAccess()).isEqualTo(1);
            apply(state, heartbeat(3), chunk(3, "new", "revoked"));
            assertThat(serves("old")).isTrue();
            assertThat(serves("new")).isFalse();
            apply(state, heartbeat(3));
            assertThat(serves("old")).isFalse();
            assertThat(serves("new")).isTrue();
            assertThat(serves("both")).isTrue();
            assertThat(serves("revoked")).isFalse();
        }
        try (var _ = open()) {
            assertThat(serves("old")).isFalse();
            assertThat(serves("new")).isTrue();
            assertThat(serves("revoked")).isFalse();
        }
    }

    @Test
    void anAppendThatWasCutOffIsForgottenAndWhatCameBeforeItIsServed() throws IOException {
        try (var state = open()) {
            apply(state, welcome("first"), chunk(1, "a"), chunk(2, "b"));
        }
        cut(folder.resolve("access.log"), 5);
        try (var state = open()) {
            assertThat(serves("a")).isTrue();
            assertThat(serves("b")).isFalse();
            assertThat(state.versions().getAccess()).isEqualTo(1);
            apply(state, chunk(2, "b"));
        }
        try (var _ = open()) {
            assertThat(serves("b")).isTrue();
        }
    }

    @Test
    void aDamagedLogServesNobodyBecauseTheDamageMayHaveHitARevocation() throws IOException {
        try (var state = open()) {
            apply(state, welcome("first"), chunk(1, "a"), denied(1, "x"), chunk(2, "b"));
        }
        flip(folder.resolve("access.log"), 40);
        try (var state = open()) {
            assertThat(serves("a")).isFalse();
            assertThat(state.versions().getAccess()).isZero();
            assertThat(folder.resolve("access.log.damaged")).exists();
            apply(state, welcome("first"), chunk(2, "a", "b", "x"));
            assertThat(serves("a")).isTrue();
            assertThat(serves("x")).isFalse();
        }
    }

    @Test
    void aRoutingTableThatCannotBeUsedLeavesTheOneBeforeInForce() throws IOException {
        try (var state = open()) {
            apply(state, welcome("first"), routing(1));
            Routing bad =
                    FeedModel.routing(2, "pool-1").toBuilder().clearNetworks().build();
            apply(state, FeedUpdate.newBuilder().setRouting(bad).build());
            assertThat(routed).hasSize(1);
            assertThat(state.versions().getRouting()).isEqualTo(1);
        }
    }

    @Test
    void anEntryThatCannotBeUsedClosesItsKeyAndNoOther() throws IOException {
        try (var state = open()) {
            apply(state, welcome("first"), chunk(2, "a", "b"));
            AccessEntry bad =
                    FeedModel.entry("a", 3).toBuilder().clearSecretSha256().build();
            apply(
                    state,
                    FeedUpdate.newBuilder()
                            .setAccess(AccessChunk.newBuilder().addEntries(bad).setCompleteTo(3))
                            .build());
            assertThat(serves("a")).isFalse();
            assertThat(serves("b")).isTrue();
        }
    }

    @Test
    void whereAnOperatorSetsAnAgeNobodyIsServedBeyondItNotEvenAfterARestart() throws IOException {
        var clock = new TestClock("2026-06-16T10:00:00Z");
        var limit = Optional.of(Duration.ofMinutes(10));
        var freshness = Freshness.open(folder, limit, clock);
        assertThat(freshness.isStale()).isTrue();
        freshness.heard();
        freshness.keep();
        assertThat(freshness.isStale()).isFalse();
        clock.advance(Duration.ofMinutes(11));
        assertThat(freshness.isStale()).isTrue();
        assertThat(Freshness.open(folder, limit, clock).isStale()).isTrue();
        assertThat(Freshness.open(folder, Optional.empty(), clock).isStale()).isFalse();
    }

    private FeedState open() throws IOException {
        access = new AccessHolder();
        routed = new ArrayList<>();
        return FeedState.open(folder, access, routed::add);
    }

    private boolean serves(String key) {
        return access.current().find(new KeyId(key)) != null;
    }

    private static void apply(FeedState state, FeedUpdate... updates) throws IOException {
        for (FeedUpdate update : updates) state.apply(update);
    }

    private static FeedUpdate welcome(String incarnation) {
        return FeedUpdate.newBuilder()
                .setWelcome(Welcome.newBuilder().setIncarnation(incarnation))
                .build();
    }

    private static FeedUpdate chunk(long completeTo, String... keys) {
        var chunk = AccessChunk.newBuilder().setCompleteTo(completeTo);
        for (int i = 0; i < keys.length; i++)
            chunk.addEntries(FeedModel.entry(keys[i], completeTo - keys.length + 1 + i));
        return FeedUpdate.newBuilder().setAccess(chunk).build();
    }

    private static AccessChunk tombstone(String key, long version) {
        return AccessChunk.newBuilder()
                .addEntries(AccessEntry.newBuilder()
                        .setKeyId(key)
                        .setVersion(version)
                        .setTombstone(true))
                .setCompleteTo(version)
                .build();
    }

    private static FeedUpdate denied(long version, String... keys) {
        return FeedUpdate.newBuilder()
                .setDenied(DeniedChunk.newBuilder().addAllKeyIds(List.of(keys)).setVersion(version))
                .build();
    }

    private static FeedUpdate routing(long version) {
        return FeedUpdate.newBuilder()
                .setRouting(FeedModel.routing(version, "pool-1"))
                .build();
    }

    private static FeedUpdate heartbeat(long accessVersion) {
        return FeedUpdate.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setCurrent(versions(0, accessVersion, 0)))
                .build();
    }

    private static FeedVersions versions(long routing, long access, long denied) {
        return FeedVersions.newBuilder()
                .setRouting(routing)
                .setAccess(access)
                .setDenied(denied)
                .build();
    }

    /** A hundred keys, the same every time. */
    private static String[] many(int version) {
        String[] keys = new String[100];
        for (int i = 0; i < keys.length; i++) keys[i] = "key-" + (version + i) % 100;
        return keys;
    }

    private static void cut(Path file, int bytes) throws IOException {
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(content.length() - bytes);
        }
    }

    private static void flip(Path file, int at) throws IOException {
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(at);
            int value = content.read();
            content.seek(at);
            content.write(value ^ 4);
        }
    }
}
