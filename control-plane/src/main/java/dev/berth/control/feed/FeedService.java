package dev.berth.control.feed;

import dev.berth.contract.v1.FeedGrpc;
import dev.berth.contract.v1.FeedRequest;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.control.database.Database;
import dev.berth.control.limit.SharedLimits;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The control plane's side of the feed: each stream is one proxy, served by a {@link Follower} of its own. */
public final class FeedService extends FeedGrpc.FeedImplBase {
    private final Database database;
    private final FeedWatch watch;
    private final ProxyReports reports;
    private final SharedLimits limits;
    private final ToldHeads heads = new ToldHeads();
    private volatile Runnable whenRouted = () -> {};

    public FeedService(Database database, FeedWatch watch, ProxyReports reports, SharedLimits limits) {
        this.database = database;
        this.watch = watch;
        this.reports = reports;
        this.limits = limits;
    }

    /** @param whenRouted called once a proxy has applied a newer routing table */
    public void onRouted(Runnable whenRouted) {
        this.whenRouted = whenRouted;
    }

    @Override
    public StreamObserver<FeedRequest> follow(StreamObserver<FeedUpdate> answer) {
        return new Incoming((ServerCallStreamObserver<FeedUpdate>) answer);
    }

    private final class Incoming implements StreamObserver<FeedRequest> {
        private final ServerCallStreamObserver<FeedUpdate> answer;
        private final Semaphore room = new Semaphore(0);
        private @Nullable Follower follower;
        private boolean refused;

        Incoming(ServerCallStreamObserver<FeedUpdate> answer) {
            this.answer = answer;
            answer.setOnCancelHandler(this::end);
            answer.setOnReadyHandler(room::release);
        }

        @Override
        public void onNext(FeedRequest request) {
            if (refused) return;
            switch (request.getKindCase()) {
                case HELLO -> {
                    if (follower != null) {
                        refuse("a second Hello on one stream");
                        return;
                    }
                    UUID proxy;
                    try {
                        proxy = UUID.fromString(request.getHello().getProxyId());
                    } catch (IllegalArgumentException e) {
                        refuse("proxy_id: \"" + request.getHello().getProxyId() + "\" (expected: a UUID)");
                        return;
                    }
                    follower = new Follower(
                            proxy,
                            request.getHello(),
                            database,
                            watch,
                            reports,
                            limits,
                            heads,
                            () -> whenRouted.run(),
                            answer,
                            room);
                    follower.start();
                }
                case APPLIED -> {
                    if (follower == null) refuse("Applied before Hello");
                    else follower.applied(request.getApplied().getVersions());
                }
                case OBSERVED -> {
                    if (follower == null) refuse("Observed before Hello");
                    else reports.observed(follower.proxy(), request.getObserved());
                }
                case DEMAND -> {
                    if (follower == null) refuse("Demand before Hello");
                    else limits.demanded(follower.proxy(), request.getDemand());
                }
                case TOLD -> {
                    if (follower == null) refuse("Told before Hello");
                    else heads.told(follower.proxy(), request.getTold());
                }
                case KIND_NOT_SET -> refuse("an empty message");
            }
        }

        @Override
        public void onError(Throwable error) {
            end();
        }

        /** The proxy says that it stops. */
        @Override
        public void onCompleted() {
            if (follower != null) follower.stopWithoutReturn();
            if (!refused) answer.onCompleted();
        }

        private void refuse(String reason) {
            refused = true;
            end();
            answer.onError(Status.INVALID_ARGUMENT.withDescription(reason).asRuntimeException());
        }

        private void end() {
            if (follower == null) return;
            follower.stop();
        }
    }
}
