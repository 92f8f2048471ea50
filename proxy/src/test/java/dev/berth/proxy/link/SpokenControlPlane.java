package dev.berth.proxy.link;

import dev.berth.contract.v1.AccessChunk;
import dev.berth.contract.v1.AccessEntry;
import dev.berth.contract.v1.Ack;
import dev.berth.contract.v1.Cell;
import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.DeniedChunk;
import dev.berth.contract.v1.FeedGrpc;
import dev.berth.contract.v1.FeedRequest;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Heartbeat;
import dev.berth.contract.v1.IntakeState;
import dev.berth.contract.v1.Routing;
import dev.berth.contract.v1.UsageAnswer;
import dev.berth.contract.v1.UsageGrpc;
import dev.berth.contract.v1.UsageReport;
import dev.berth.contract.v1.Welcome;
import dev.berth.proxy.access.KeyId;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A control plane that says what a test gives it and keeps what it is told, over real gRPC. */
public final class SpokenControlPlane implements AutoCloseable {
    private static final String INCARNATION = "one";
    private static final int CHUNK = 1_000;

    private final Routing routing;
    private final List<AccessEntry> entries;
    private final Server server;
    private final List<StreamObserver<FeedUpdate>> followers = new CopyOnWriteArrayList<>();
    private final Map<String, Long> items = new ConcurrentHashMap<>();

    public SpokenControlPlane(Routing routing, List<AccessEntry> entries) throws IOException {
        this.routing = routing;
        this.entries = entries;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Feed())
                .addService(new Usage())
                .build()
                .start();
    }

    public int port() {
        return server.getPort();
    }

    public void deny(KeyId key) {
        var chunk = DeniedChunk.newBuilder().addKeyIds(key.value()).setVersion(1);
        for (var follower : followers)
            follower.onNext(FeedUpdate.newBuilder().setDenied(chunk).build());
    }

    /** Items that were reported, by "SKU OUTCOME", over all minutes and processes. */
    public Map<String, Long> reported() {
        var sums = new TreeMap<String, Long>();
        items.forEach((cell, count) -> sums.merge(cell.substring(0, cell.indexOf('@')), count, Long::sum));
        return sums;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Feed extends FeedGrpc.FeedImplBase {
        @Override
        public StreamObserver<FeedRequest> follow(StreamObserver<FeedUpdate> proxy) {
            return new Listening<>() {
                @Override
                public void onNext(FeedRequest request) {
                    if (request.hasHello()) {
                        sayAll();
                        followers.add(proxy);
                    }
                    if (request.hasObserved()) sayHeartbeat(); // a silent stream would be given up
                }

                private void sayAll() {
                    say(FeedUpdate.newBuilder().setWelcome(Welcome.newBuilder().setIncarnation(INCARNATION)));
                    say(FeedUpdate.newBuilder().setRouting(routing));
                    for (int from = 0; from < entries.size(); from += CHUNK) {
                        List<AccessEntry> chunk = entries.subList(from, Math.min(entries.size(), from + CHUNK));
                        say(FeedUpdate.newBuilder()
                                .setAccess(AccessChunk.newBuilder()
                                        .addAllEntries(chunk)
                                        .setCompleteTo(chunk.getLast().getVersion())));
                    }
                    sayHeartbeat();
                }

                private void sayHeartbeat() {
                    var versions = FeedVersions.newBuilder()
                            .setRouting(routing.getVersion())
                            .setAccess(entries.getLast().getVersion());
                    say(FeedUpdate.newBuilder()
                            .setHeartbeat(Heartbeat.newBuilder().setCurrent(versions)));
                }

                private void say(FeedUpdate.Builder update) {
                    proxy.onNext(update.build());
                }
            };
        }
    }

    private final class Usage extends UsageGrpc.UsageImplBase {
        @Override
        public StreamObserver<UsageReport> ship(StreamObserver<UsageAnswer> proxy) {
            return new Listening<>() {
                @Override
                public void onNext(UsageReport report) {
                    if (report.hasHello()) {
                        var state = IntakeState.newBuilder().setIncarnation(INCARNATION);
                        proxy.onNext(UsageAnswer.newBuilder().setState(state).build());
                    } else {
                        Cells cells = report.getCells();
                        for (Cell cell : cells.getCellsList()) merge(cells, cell);
                        var ack = Ack.newBuilder().setEpoch(cells.getEpoch()).setSeq(cells.getSeq());
                        proxy.onNext(UsageAnswer.newBuilder().setAck(ack).build());
                    }
                }
            };
        }

        private void merge(Cells cells, Cell cell) {
            var key = cells.getKeys(cell.getKey());
            String place = key.getSku() + " " + key.getOutcome() + "@"
                    + cells.getEpoch().hashCode() + " " + cell.getMinute();
            items.merge(place, cell.getItems(), Math::max);
        }
    }

    /** What ends a stream is of no interest here. */
    private abstract static class Listening<T> implements StreamObserver<T> {
        @Override
        public void onError(Throwable why) {}

        @Override
        public void onCompleted() {}
    }
}
