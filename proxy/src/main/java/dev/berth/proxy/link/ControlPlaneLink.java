package dev.berth.proxy.link;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;

/** The gRPC connection to the control plane, made when it is first used and again whenever it broke. */
public final class ControlPlaneLink implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private final ManagedChannel connection;
    private final Channel channel;

    private ControlPlaneLink(ManagedChannel connection, ProxyToken token) {
        this.connection = connection;
        this.channel = ClientInterceptors.intercept(connection, new WithToken(token));
    }

    /** To {@code http://host:port} in the clear, or {@code https://host:port} with TLS. */
    public static ControlPlaneLink to(URI address, ProxyToken token) {
        String scheme = String.valueOf(address.getScheme());
        if (address.getHost() == null || address.getPort() < 0 || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException(
                    "control plane: \"" + address + "\" (expected: http://host:port or https://host:port)");
        }
        var builder = NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES);
        if (scheme.equals("http")) builder.usePlaintext();
        return new ControlPlaneLink(builder.build(), token);
    }

    /** What the generated stubs are made on. */
    public Channel channel() {
        return channel;
    }

    @Override
    public void close() {
        connection.shutdownNow();
    }

    private record WithToken(ProxyToken token) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, "Bearer " + token.value());
                    super.start(listener, headers);
                }
            };
        }
    }
}
