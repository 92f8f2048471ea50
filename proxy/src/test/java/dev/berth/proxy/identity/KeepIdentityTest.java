package dev.berth.proxy.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.CertifyAnswer;
import dev.berth.contract.v1.CertifyRequest;
import dev.berth.contract.v1.ProxyIdentityGrpc;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.upstream.HostsAuthority;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepIdentityTest {
    @TempDir
    private Path state;

    private final HostsAuthority authority = new HostsAuthority();
    private final ProxyId proxy = new ProxyId(UUID.randomUUID());
    private final List<PublicKey> asked = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void open() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new ControlPlane())
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    private final class ControlPlane extends ProxyIdentityGrpc.ProxyIdentityImplBase {
        @Override
        public void certify(CertifyRequest request, StreamObserver<CertifyAnswer> answer) {
            if (away) {
                answer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            try {
                PublicKey key =
                        new JcaPKCS10CertificationRequest(request.getCsr().toByteArray()).getPublicKey();
                asked.add(key);
                answer.onNext(answer(request.getProxyId(), key));
                answer.onCompleted();
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private CertifyAnswer answer(String id, PublicKey key) throws CertificateEncodingException {
        return CertifyAnswer.newBuilder()
                .setCertificate(ByteString.copyFrom(
                        authority.certify(id + ".proxy.berth.internal", key).getEncoded()))
                .setAuthority(ByteString.copyFrom(authority.certificate().getEncoded()))
                .build();
    }

    @Test
    void theKeyIsMadeOnceAndKeptWhereNobodyElseReadsIt() throws IOException {
        TunnelIdentity identity = TunnelIdentity.open(state.resolve("identity"));
        try (var _ = KeepIdentity.start(channel, proxy, identity, Clock.systemUTC())) {
            await().until(() -> identity.now() != null);
        }
        TunnelIdentity later = TunnelIdentity.open(state.resolve("identity"));
        assertThat(later.now()).as("what was held before").isNotNull();
        try (var _ = KeepIdentity.start(channel, proxy, later, Clock.systemUTC())) {
            await().until(() -> asked.size() == 2);
        }
        assertThat(asked.getFirst()).isEqualTo(asked.getLast());
        try (var files = Files.list(state.resolve("identity"))) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("identity"))))
                .isEqualTo("rwx------");
    }

    @Test
    void whileTheControlPlaneIsAwayTheCertificateThatIsHeldServesAndIsRenewedAfterwards() throws IOException {
        TunnelIdentity identity = TunnelIdentity.open(state.resolve("identity"));
        try (var _ = KeepIdentity.start(channel, proxy, identity, Clock.systemUTC())) {
            await().until(() -> identity.now() != null);
        }
        away = true;
        TunnelIdentity later = TunnelIdentity.open(state.resolve("identity"));
        SslContext held = later.now();
        var inAWeek = Clock.offset(Clock.systemUTC(), Duration.ofDays(6));
        try (var _ = KeepIdentity.start(channel, proxy, later, inAWeek)) {
            assertThat(held).isNotNull();
            away = false;
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(later.now()).isNotSameAs(held));
        }
    }

    @Test
    void aCertificateOfAnotherKeyIsNotTaken() throws Exception {
        TunnelIdentity identity = TunnelIdentity.open(state.resolve("identity"));
        CertifyAnswer anothers =
                answer("x", authority.certify("y").certificate().getPublicKey());
        assertThatThrownBy(() -> identity.take(anothers)).hasMessageStartingWith("a certificate of another key");
        assertThat(identity.now()).isNull();
    }
}
