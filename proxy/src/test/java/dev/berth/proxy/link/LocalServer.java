package dev.berth.proxy.link;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** A gRPC server on a port of its own that stays the same when it is stopped and started again. */
public final class LocalServer implements AutoCloseable {
    public static final ProxyToken TOKEN = new ProxyToken("token-of-a-test");

    private final BindableService service;
    private int port;
    private Server server;
    private volatile String authorization = "";

    public LocalServer(BindableService service) throws IOException {
        this.service = service;
        this.server = listen();
        this.port = server.getPort();
    }

    private Server listen() throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(ServerInterceptors.intercept(service, new NotingAuthorization()))
                .build()
                .start();
    }

    public ControlPlaneLink link() {
        return ControlPlaneLink.to(URI.create("http://127.0.0.1:" + port), TOKEN);
    }

    /** What the last call proved itself with. */
    public String authorization() {
        return authorization;
    }

    public void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    public void start() throws IOException {
        server = listen();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class NotingAuthorization implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            authorization =
                    String.valueOf(headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)));
            return next.startCall(call, headers);
        }
    }
}
