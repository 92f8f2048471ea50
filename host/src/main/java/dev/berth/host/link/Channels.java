package dev.berth.host.link;

import dev.berth.host.join.HostIdentity;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Connections to a control plane, by TLS 1.3 and to nobody whom the platform's own authority did not certify. */
public final class Channels {
    private static final int MAX_MESSAGE_BYTES = 32 << 20;
    private static final Executor THREADS = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("link-", 0).factory());

    private Channels() {}

    /** As nobody in particular, to join. */
    public static ManagedChannel anonymous(ControlPlaneAddress address, X509Certificate authority) {
        return open(address, GrpcSslContexts.forClient().trustManager(authority));
    }

    /** As the host that the identity names. */
    public static ManagedChannel of(ControlPlaneAddress address, HostIdentity identity) {
        return open(
                address,
                GrpcSslContexts.forClient()
                        .trustManager(identity.authority())
                        .keyManager(identity.key(), identity.certificate()));
    }

    private static ManagedChannel open(ControlPlaneAddress address, SslContextBuilder tls) {
        try {
            return NettyChannelBuilder.forAddress(address.host(), address.port())
                    .sslContext(tls.protocols("TLSv1.3").build())
                    .overrideAuthority(ControlPlaneAddress.CERTIFIED_NAME)
                    .executor(THREADS)
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .keepAliveTime(10, TimeUnit.SECONDS)
                    .keepAliveTimeout(5, TimeUnit.SECONDS)
                    .disableRetry()
                    .build();
        } catch (SSLException impossible) {
            throw new IllegalStateException("this Java has no TLS 1.3", impossible);
        }
    }
}
