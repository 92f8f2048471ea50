package dev.berth.control.link;

import dev.berth.control.database.Database;
import dev.berth.control.enrolment.HostAuthority;
import dev.berth.control.enrolment.JoinHost;
import dev.berth.control.secret.MasterKey;
import dev.berth.control.template.Templates;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Where hosts' agents come to: gRPC over mutual TLS on a port of its own; handlers run on virtual threads. */
public final class HostServer implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 32 << 20;

    private final Server server;
    private final HostLinks links;
    private final ExecutorService threads;

    private HostServer(Server server, HostLinks links, ExecutorService threads) {
        this.server = server;
        this.links = links;
        this.threads = threads;
    }

    /**
     * @param life of hosts' certificates
     * @param instance the label of everything that this platform makes on hosts
     */
    public static HostServer start(
            InetSocketAddress listen,
            Database database,
            HostAuthority authority,
            MasterKey master,
            Templates templates,
            HostLinks links,
            Duration life,
            String instance)
            throws IOException {
        HostAuthority.Certified own = authority.controlPlane(Instant.now());
        var tls = GrpcSslContexts.configure(
                        SslContextBuilder.forServer(own.key(), own.certificate(), authority.certificate()))
                .trustManager(authority.certificate())
                .clientAuth(ClientAuth.OPTIONAL) // to join, none can be shown yet
                .protocols("TLSv1.3")
                .build();
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("host-stream-", 0).factory());
        var service = new HostLinkService(
                database,
                authority,
                new JoinHost(database, authority, life),
                new SignApprovals(database, templates, master, instance),
                links,
                instance);
        Server server = NettyServerBuilder.forAddress(listen)
                .sslContext(tls)
                .executor(threads)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .intercept(new Peer())
                .addService(service)
                .build()
                .start();
        return new HostServer(server, links, threads);
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        links.close();
        server.shutdownNow();
        threads.shutdownNow();
    }
}
