package dev.berth.proxy.feed;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.DeniedChunk;
import dev.berth.contract.v1.Dialect;
import dev.berth.contract.v1.FeedGrpc;
import dev.berth.contract.v1.FeedRequest;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Heartbeat;
import dev.berth.contract.v1.Hello;
import dev.berth.contract.v1.MethodTable;
import dev.berth.contract.v1.Network;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.Target;
import dev.berth.contract.v1.Welcome;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The control plane's side of the feed, in memory: tables with versions, brought to whoever follows. */
final class FeedModel extends FeedGrpc.FeedImplBase {
    private final List<StreamObserver<FeedUpdate>> followers = new CopyOnWriteArrayList<>();
    final List<Hello> hellos = new CopyOnWriteArrayList<>();
    final List<FeedRequest> requests = new CopyOnWriteArrayList<>();
    final List<AccessEntry> sentEntries = new CopyOnWriteArrayList<>();

    private String incarnation = "first";
    private final Map<String, AccessEntry> access = new LinkedHashMap<>();
    private final List<String> denied = new ArrayList<>();
    private Routing routing = routing(1, "pool-1");
    private long accessVersion;

    /** Whether entries are told, or held back for the test to tell. */
    volatile boolean holding;

    @Override
    public StreamObserver<FeedRequest> follow(StreamObserver<FeedUpdate> follower) {
        return new StreamObserver<>() {
            @Override
            public void onNext(FeedRequest request) {
                requests.add(request);
                if (request.hasHello()) welcome(request.getHello(), follower);
            }

            @Override
            public void onError(Throwable error) {
                followers.remove(follower);
            }

            @Override
            public void onCompleted() {
                followers.remove(follower);
            }
        };
    }

    private synchronized void welcome(Hello hello, StreamObserver<FeedUpdate> follower) {
        hellos.add(hello);
        follower.onNext(FeedUpdate.newBuilder()
                .setWelcome(Welcome.newBuilder().setIncarnation(incarnation))
                .build());
        followers.add(follower);
        FeedVersions has =
                hello.getIncarnation().equals(incarnation) ? hello.getApplied() : FeedVersions.getDefaultInstance();
        if (!holding) bring(follower, has);
    }

    private void bring(StreamObserver<FeedUpdate> follower, FeedVersions has) {
        if (has.getDenied() < denied.size())
            follower.onNext(denied(denied.subList((int) has.getDenied(), denied.size())));
        List<AccessEntry> newer = access.values().stream()
                .filter(entry -> entry.getVersion() > has.getAccess())
                .toList();
        if (has.getAccess() < accessVersion) follower.onNext(chunk(newer));
        if (has.getRouting() < routing.getVersion()) {
            follower.onNext(FeedUpdate.newBuilder().setRouting(routing).build());
        }
        follower.onNext(heartbeat());
    }

    /** Tells the whole of the tables to everybody, after {@link #holding}. */
    synchronized void bringAll() {
        for (StreamObserver<FeedUpdate> follower : followers) bring(follower, FeedVersions.getDefaultInstance());
    }

    synchronized void say(FeedUpdate update) {
        for (StreamObserver<FeedUpdate> follower : followers) follower.onNext(update);
    }

    synchronized void put(String... keys) {
        List<AccessEntry> entries = new ArrayList<>();
        for (String key : keys) {
            AccessEntry entry = entry(key, ++accessVersion);
            access.put(key, entry);
            entries.add(entry);
        }
        for (StreamObserver<FeedUpdate> follower : followers) follower.onNext(chunk(entries));
    }

    synchronized void revoke(String key) {
        AccessEntry tombstone = AccessEntry.newBuilder()
                .setKeyId(key)
                .setVersion(++accessVersion)
                .setTombstone(true)
                .build();
        access.put(key, tombstone);
        denied.add(key);
        for (StreamObserver<FeedUpdate> follower : followers) {
            follower.onNext(denied(List.of(key)));
            follower.onNext(chunk(List.of(tombstone)));
        }
    }

    /** Another database, with these keys and nothing denied. */
    synchronized void replaceDatabase(String newIncarnation, String... keys) {
        incarnation = newIncarnation;
        access.clear();
        denied.clear();
        accessVersion = 0;
        for (String key : keys) access.put(key, entry(key, ++accessVersion));
    }

    private FeedUpdate chunk(List<AccessEntry> entries) {
        sentEntries.addAll(entries);
        return FeedUpdate.newBuilder()
                .setAccess(AccessChunk.newBuilder().addAllEntries(entries).setCompleteTo(accessVersion))
                .build();
    }

    private FeedUpdate denied(List<String> keys) {
        return FeedUpdate.newBuilder()
                .setDenied(DeniedChunk.newBuilder().addAllKeyIds(keys).setVersion(denied.size()))
                .build();
    }

    synchronized FeedUpdate heartbeat() {
        return FeedUpdate.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setCurrent(current()))
                .build();
    }

    synchronized FeedVersions current() {
        return FeedVersions.newBuilder()
                .setRouting(routing.getVersion())
                .setAccess(accessVersion)
                .setDenied(denied.size())
                .build();
    }

    synchronized boolean isAppliedByLastReport() {
        return requests.stream()
                .filter(FeedRequest::hasApplied)
                .reduce((_, last) -> last)
                .map(last -> last.getApplied().getVersions().equals(current()))
                .orElse(false);
    }

    static AccessEntry entry(String key, long version) {
        return AccessEntry.newBuilder()
                .setKeyId(key)
                .setVersion(version)
                .setSecretSha256(ByteString.copyFrom(new byte[32]))
                .setEndpointId("endpoint-of-" + key)
                .setTenantId("tenant")
                .setTargetId("pool-1")
                .setNetwork("ethereum-devnet")
                .build();
    }

    static Routing routing(long version, String target) {
        return Routing.newBuilder()
                .setVersion(version)
                .addMethodTables(MethodTable.newBuilder().setName("ethereum").setDialect(Dialect.JSONRPC_2_0))
                .addNetworks(Network.newBuilder().setNetwork("ethereum-devnet").setMethodTable("ethereum"))
                .addTargets(Target.newBuilder().setTargetId(target).setNetwork("ethereum-devnet"))
                .build();
    }
}
