package dev.berth.control.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.HostWire;
import dev.berth.control.enrolment.CertifyProxy;
import dev.berth.control.enrolment.HostAuthority;
import dev.berth.control.enrolment.ProxyCertificates;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.HostTunnels;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.secret.MasterKey;
import dev.berth.host.agent.HostConfig;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.LocalHostAgent;
import dev.berth.host.engine.fake.FakeEngine;
import dev.berth.host.join.HostIdentity;
import dev.berth.host.join.HostKey;
import dev.berth.host.link.AgentLink;
import dev.berth.host.tunnel.RevokedProxies;
import dev.berth.host.tunnel.Tunnel;
import dev.berth.host.tunnel.TunnelAddress;
import dev.berth.host.tunnel.TunnelClient;
import dev.berth.host.tunnel.TunnelSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the control plane certifies, and what a host's tunnel makes of it. */
class TunnelCertificatesTest {
    private static final String WISH = "berth-ab12cd34-anvil-g1 rpc";

    private final PlatformInTest platform = new PlatformInTest();
    private final HostPortInTest port = new HostPortInTest(platform.database, Duration.ofDays(1));
    private final HostAuthority authority = HostAuthority.open(platform.database, new MasterKey(new byte[32]));
    private final CertifyProxy certifyProxy = new CertifyProxy(platform.database, authority, Duration.ofDays(1));
    private final UUID proxy = UUID.randomUUID();
    private final KeyPair key = HostKey.make();

    @TempDir
    private Path root;

    private HostIdentity host;
    private ServerSocket node;
    private Tunnel tunnel;
    private AgentLink link;

    @BeforeEach
    void open() throws IOException {
        host = port.joined("alpha", root.resolve("identity"));
        node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var revoked = new RevokedProxies(root.resolve("revoked-proxies"));
        tunnel = Tunnel.start(
                new TunnelSettings(TunnelAddress.parse("127.0.0.1:0"), 10),
                () -> host,
                revoked,
                (_, _) -> Optional.of((InetSocketAddress) node.getLocalSocketAddress()),
                Clock.systemUTC());
        var config = new HostConfig(
                HostPortInTest.INSTANCE, root, root.resolve("cache"), new PortRange(20000, 20100), "10.200.0.0/16");
        link = new AgentLink(
                        port.address,
                        () -> host,
                        new LocalHostAgent(config, new FakeEngine(Clock.systemUTC()), Clock.systemUTC()),
                        HostWire.Place.getDefaultInstance(),
                        () -> Optional.of(new TunnelAddress("127.0.0.1", tunnel.port())),
                        _ -> {},
                        revoked::take,
                        Clock.systemUTC())
                .start();
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        tunnel.close();
        node.close();
        port.close();
        platform.close();
    }

    private X509Certificate certified(KeyPair whose) {
        return ((CertifyProxy.Outcome.Certified) certifyProxy.run(proxy, HostKey.request(whose))).certificate();
    }

    private SSLSocket dial(KeyPair pair, X509Certificate certificate) throws IOException {
        return new TunnelClient(pair.getPrivate(), certificate, authority.certificate()).dial(tunnel.port());
    }

    @Test
    void aCertifiedProxyIsLetInUntilItIsForgotten() throws Exception {
        X509Certificate certificate = certified(key);
        try (SSLSocket way = dial(key, certificate)) {
            assertThat(TunnelClient.ask(way, WISH)).isEqualTo("open");
            platform.database.asPlatform(tx -> ProxyCertificates.revoke(tx, proxy));
            assertThat(way.getInputStream().read()).as("the end").isEqualTo(-1);
        }
        try (SSLSocket way = dial(key, certificate)) {
            assertThat(TunnelClient.ask(way, WISH)).isEqualTo("the certificate is revoked");
        }
        try (SSLSocket way = dial(key, certified(key))) {
            assertThat(TunnelClient.ask(way, WISH)).as("certified again").isEqualTo("open");
        }
    }

    @Test
    void aHostsOwnCertificateAndAControlPlanesOpenNoTunnel() throws Exception {
        var own = new KeyPair(host.certificate().getPublicKey(), host.key());
        try (SSLSocket way = dial(own, host.certificate())) {
            assertThat(TunnelClient.ask(way, WISH)).isEqualTo("the certificate is not a proxy's");
        }
        HostAuthority.Certified control = authority.controlPlane(java.time.Instant.now());
        var its = new KeyPair(control.certificate().getPublicKey(), control.key());
        assertThatThrownBy(() -> {
                    try (SSLSocket way = dial(its, control.certificate())) {
                        TunnelClient.ask(way, WISH);
                    }
                })
                .as("it is for servers only")
                .isInstanceOf(IOException.class);
    }

    @Test
    void anotherKeyIsNotCertifiedAsAProxyThatHasACertificateInForce() {
        certified(key);
        assertThat(certifyProxy.run(proxy, HostKey.request(HostKey.make())))
                .isEqualTo(new CertifyProxy.Outcome.Refused("proxy " + proxy + " is certified with another key"));
        platform.database.asPlatform(tx -> ProxyCertificates.revoke(tx, proxy));
        assertThat(certifyProxy.run(proxy, HostKey.request(HostKey.make())))
                .isInstanceOf(CertifyProxy.Outcome.Certified.class);
    }

    @Test
    void whereTheTunnelIsIsKnownOnceTheHostHasDialled() {
        await().untilAsserted(() -> assertThat(platform.database.asPlatform(HostTunnels::all))
                .containsEntry(HostId.parse(host.hostId()), new TunnelAddress("127.0.0.1", tunnel.port())));
    }
}
