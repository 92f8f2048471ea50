package dev.berth.control.insight;

import dev.berth.contract.v1.CallExplanation;
import dev.berth.contract.v1.CallQuestion;
import dev.berth.contract.v1.EndpointTally;
import dev.berth.contract.v1.InsightAsked;
import dev.berth.contract.v1.InsightGrpc;
import dev.berth.contract.v1.InsightHello;
import dev.berth.contract.v1.InsightTold;
import dev.berth.contract.v1.Tallies;
import dev.berth.control.database.Database;
import dev.berth.control.feed.ProxyServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A proxy as far as it tells of calls, over real gRPC: it says what a test gives it, and remembers the calls that a test has it remember. */
public final class TellingProxy implements StreamObserver<InsightAsked>, AutoCloseable {
    private static final String TOKEN = "token-of-a-test";

    private final ManagedChannel channel;
    private final StreamObserver<InsightTold> out;
    private final LinkedBlockingQueue<InsightAsked> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status.Code> ended = new CompletableFuture<>();
    private final Map<Long, String> remembered = new ConcurrentHashMap<>();
    private volatile boolean silent;

    public static ProxyServer server(Database database, ProxyQuestions questions) throws IOException {
        return ProxyServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TOKEN,
                List.of(new InsightService(database, questions)));
    }

    public TellingProxy(ProxyServer server) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + TOKEN);
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
                .usePlaintext()
                .build();
        out = InsightGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .tell(this);
    }

    /** Greets, and waits until it was heard. */
    public TellingProxy hello() {
        send(InsightTold.newBuilder()
                .setHello(InsightHello.newBuilder().setProxyId(UUID.randomUUID().toString())));
        return tell();
    }

    /** Tells of these, and waits until that was heard. */
    TellingProxy tell(EndpointTally... tallies) {
        send(InsightTold.newBuilder().setTallies(Tallies.newBuilder().addAllEndpoints(List.of(tallies))));
        try {
            if (heard.poll(20, TimeUnit.SECONDS) == null) throw new AssertionError("nothing came for 20 s");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    void send(InsightTold.Builder told) {
        out.onNext(told.build());
    }

    /** From now on it explains this call so. */
    public TellingProxy remembers(String requestId, String json) {
        remembered.put(HexFormat.fromHexDigitsToLong(requestId), json);
        return this;
    }

    /** Answers no question any more. */
    public void fallSilent() {
        silent = true;
    }

    Status.Code end() {
        return ended.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void onNext(InsightAsked asked) {
        if (!asked.hasQuestion()) {
            heard.add(asked);
            return;
        }
        CallQuestion question = asked.getQuestion();
        if (silent) return;
        send(InsightTold.newBuilder()
                .setExplanation(CallExplanation.newBuilder()
                        .setNumber(question.getNumber())
                        .setJson(remembered.getOrDefault(question.getRequestId(), ""))));
    }

    @Override
    public void onError(Throwable why) {
        ended.complete(Status.fromThrowable(why).getCode());
    }

    @Override
    public void onCompleted() {
        ended.complete(Status.Code.OK);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
