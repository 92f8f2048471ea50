package dev.berth.control.feed;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Where proxies come to: gRPC on a port of its own, for holders of the proxy token; handlers run on virtual threads. */
public final class ProxyServer implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final Server server;
    private final ExecutorService threads;

    private ProxyServer(Server server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    public static ProxyServer start(InetSocketAddress listen, String token, List<BindableService> services)
            throws IOException {
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("proxy-stream-", 0).factory());
        var builder = NettyServerBuilder.forAddress(listen)
                .executor(threads)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new TokenCheck(token));
        services.forEach(builder::addService);
        return new ProxyServer(builder.build().start(), threads);
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        threads.shutdownNow();
    }

    private static final class TokenCheck implements ServerInterceptor {
        private final byte[] expected;

        TokenCheck(String token) {
            this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String given = headers.get(AUTHORIZATION);
            if (given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected))
                return next.startCall(call, headers);
            call.close(Status.UNAUTHENTICATED.withDescription("the proxy token is missing or wrong"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }
}
