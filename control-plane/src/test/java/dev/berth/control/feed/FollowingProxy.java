package dev.berth.control.feed;

import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.FeedGrpc;
import dev.berth.contract.v1.FeedRequest;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Heads;
import dev.berth.contract.v1.Hello;
import dev.berth.contract.v1.TargetHead;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A proxy that follows the feed and applies what it hears to plain sets. */
final class FollowingProxy implements StreamObserver<FeedUpdate>, AutoCloseable {
    static final String TOKEN = "token-of-a-test";

    private final ManagedChannel channel;
    private final Hello hello;
    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final List<AccessChunk> chunks = new CopyOnWriteArrayList<>();
    private final Map<String, Long> heads = new ConcurrentHashMap<>();
    private @Nullable StreamObserver<FeedRequest> requests;
    private volatile FeedVersions applied;
    private final AtomicInteger heartbeats = new AtomicInteger();
    private volatile Optional<String> incarnation = Optional.empty();
    private volatile Optional<Status.Code> ended = Optional.empty();

    private FollowingProxy(int port, Hello hello) {
        this.channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .usePlaintext()
                .build();
        this.hello = hello;
        this.applied = hello.getApplied();
    }

    static FollowingProxy withToken(int port, String token, Hello hello) {
        var proxy = new FollowingProxy(port, hello);
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        proxy.requests = FeedGrpc.newStub(proxy.channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .follow(proxy);
        proxy.requests.onNext(FeedRequest.newBuilder().setHello(hello).build());
        return proxy;
    }

    @Override
    public void onNext(FeedUpdate update) {
        FeedVersions.Builder now = applied.toBuilder();
        switch (update.getKindCase()) {
            case WELCOME -> {
                incarnation = Optional.of(update.getWelcome().getIncarnation());
                if (!hello.getIncarnation().equals(incarnation.get())) now.clear();
            }
            case ACCESS -> {
                chunks.add(update.getAccess());
                update.getAccess().getEntriesList().forEach(entry -> {
                    if (entry.getTombstone()) live.remove(entry.getKeyId());
                    else live.add(entry.getKeyId());
                });
                now.setAccess(update.getAccess().getCompleteTo());
            }
            case DENIED -> {
                denied.addAll(update.getDenied().getKeyIdsList());
                now.setDenied(update.getDenied().getVersion());
            }
            case ROUTING -> now.setRouting(update.getRouting().getVersion());
            case HEARTBEAT -> heartbeats.incrementAndGet();
            case SHARES -> {}
            case HEADS ->
                update.getHeads().getTargetsList().forEach(head -> heads.put(head.getTargetId(), head.getHeight()));
            case KIND_NOT_SET -> throw new AssertionError("an empty update");
        }
        applied = now.build();
    }

    @Override
    public void onError(Throwable why) {
        ended = Optional.of(Status.fromThrowable(why).getCode());
    }

    @Override
    public void onCompleted() {
        ended = Optional.of(Status.Code.OK);
    }

    boolean hasAll(FeedVersions versions) {
        return applied.getAccess() >= versions.getAccess() && applied.getDenied() >= versions.getDenied();
    }

    /** Says that a caller was told of this block. */
    void tells(String target, long height) {
        Objects.requireNonNull(requests)
                .onNext(FeedRequest.newBuilder()
                        .setTold(Heads.newBuilder()
                                .addTargets(TargetHead.newBuilder()
                                        .setTargetId(target)
                                        .setHeight(height)))
                        .build());
    }

    /** What it heard that others told. */
    Map<String, Long> heads() {
        return heads;
    }

    Set<String> liveKeys() {
        return Set.copyOf(live);
    }

    Set<String> denied() {
        return Set.copyOf(denied);
    }

    List<AccessChunk> chunks() {
        return List.copyOf(chunks);
    }

    long routing() {
        return applied.getRouting();
    }

    int heartbeats() {
        return heartbeats.get();
    }

    Optional<String> incarnation() {
        return incarnation;
    }

    Optional<Status.Code> ended() {
        return ended;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
