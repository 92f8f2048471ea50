package dev.berth.host.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.host.engine.UnitName;
import dev.berth.host.join.HostIdentity;
import dev.berth.host.tunnel.TestPlatform.Holder;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunnelTest {
    private static final UnitName UNIT = new UnitName("ab12cd34", "anvil", 1);
    private static final int MOST = 4;
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    private final TestPlatform platform = new TestPlatform();
    private final Holder proxy = platform.certify(TestPlatform.PROXY);
    private final AtomicReference<HostIdentity> host = new AtomicReference<>(platform.host());
    private final BlockingQueue<Socket> came = new LinkedBlockingQueue<>();
    private ServerSocket node;
    private RevokedProxies revoked;
    private Tunnel tunnel;

    @BeforeEach
    void open() throws IOException {
        node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
        revoked = new RevokedProxies(folder.resolve("revoked-proxies"));
        var listen = TunnelAddress.parse("127.0.0.1:0");
        tunnel = Tunnel.start(new TunnelSettings(listen, MOST), host::get, revoked, this::find, Clock.systemUTC());
    }

    @Test
    void anAddressThatIsTakenIsSaidToBe() {
        var taken = TunnelAddress.parse("127.0.0.1:" + tunnel.port());
        assertThatThrownBy(() -> Tunnel.start(
                        new TunnelSettings(taken, MOST), host::get, revoked, this::find, Clock.systemUTC()))
                .isInstanceOf(CannotListen.class)
                .hasMessageContaining("cannot listen on " + taken);
    }

    @AfterEach
    void close() throws IOException {
        tunnel.close();
        node.close();
        for (Socket each : came) each.close();
    }

    private Optional<InetSocketAddress> find(UnitName unit, String port) {
        return unit.equals(UNIT) && port.equals("rpc")
                ? Optional.of((InetSocketAddress) node.getLocalSocketAddress())
                : Optional.empty();
    }

    private void accept() {
        try {
            while (true) came.add(node.accept());
        } catch (IOException closed) {
            // the test is over
        }
    }

    @Test
    void bytesGoToTheUnitsPortAndComeFromItAndSoDoesTheEnd() throws Exception {
        try (SSLSocket way = open(proxy)) {
            Socket taken = taken();
            way.getOutputStream().write("question".getBytes(StandardCharsets.US_ASCII));
            assertThat(taken.getInputStream().readNBytes(8)).asString().isEqualTo("question");
            taken.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
            assertThat(way.getInputStream().readNBytes(6)).asString().isEqualTo("answer");
            assertThat(way.getSession().getProtocol()).isEqualTo("TLSv1.3");
            way.close();
            assertThat(taken.getInputStream().read()).isEqualTo(-1);
        }
        await().until(() -> tunnel.open() == 0);
    }

    @Test
    void whatANodeSaidBeforeItsEndArrivesWholeHoweverLateItIsRead() throws Exception {
        try (SSLSocket way = open(proxy)) {
            byte[] said = new byte[MEGABYTE];
            said[MEGABYTE - 1] = 7;
            try (Socket taken = taken()) {
                taken.getOutputStream().write(said);
            }
            assertThat(way.getInputStream().readAllBytes()).isEqualTo(said);
        }
    }

    @Test
    void whoeverIsNotCertifiedAsAProxyNowIsLetNowhere() throws Exception {
        Holder revokedOne = platform.certify(TestPlatform.PROXY);
        revoked.take(List.of(ProxyCertificate.serial(revokedOne.certificate())));
        assertThat(answer(revokedOne)).isEqualTo("the certificate is revoked");
        assertThat(answer(platform.certify(TestPlatform.HOST))).isEqualTo("the certificate is not a proxy's");
        assertThat(answer(platform.certify("control-plane.berth.internal")))
                .isEqualTo("the certificate is not a proxy's");
        Holder over = platform.certify(TestPlatform.PROXY, Duration.ofMinutes(-1));
        assertThatThrownBy(() -> answer(over)).isInstanceOf(IOException.class);
        Holder stranger = new TestPlatform().certify(TestPlatform.PROXY);
        assertThatThrownBy(() -> answer(stranger)).isInstanceOf(IOException.class);
        assertThat(came).isEmpty();
    }

    @Test
    void whoeverShowsNoCertificateIsLetNowhere() throws Exception {
        var trusting = SSLContext.getInstance("TLSv1.3");
        trusting.init(null, new TrustManager[] {new Believing()}, new SecureRandom());
        try (var way =
                (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), tunnel.port())) {
            assertThatThrownBy(() -> TunnelClient.ask(way, UNIT + " rpc")).isInstanceOf(IOException.class);
        }
        assertThat(came).isEmpty();
    }

    @Test
    void aRevocationEndsWhatIsOpenAndIsRememberedByTheNextAgent() throws Exception {
        try (SSLSocket way = open(proxy);
                Socket taken = taken()) {
            revoked.take(List.of(ProxyCertificate.serial(proxy.certificate())));
            assertThat(taken.getInputStream().read()).isEqualTo(-1);
            assertThat(way.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(new RevokedProxies(folder.resolve("revoked-proxies")).has(proxy.certificate()))
                .isTrue();
    }

    @Test
    void nothingButPortsOfUnitsForProxiesIsReached() throws Exception {
        for (String wish : List.of(
                UNIT + " engine",
                "berth-ab12cd34-anvil-g2 rpc",
                "127.0.0.1 " + node.getLocalPort(),
                "127.0.0.1:" + node.getLocalPort(),
                "CONNECT 127.0.0.1:22 HTTP/1.1",
                "")) {
            assertThat(answer(proxy, wish)).as(wish).isNotEqualTo("open").isNotNull();
        }
        assertThat(answer(proxy, "x".repeat(1_000))).isNull();
        assertThat(came).isEmpty();
    }

    @Test
    void aNodeThatTakesNoConnectionsIsSaidToTakeNone() throws Exception {
        node.close();
        assertThat(answer(proxy)).isEqualTo("the node takes no connections");
    }

    @Test
    void thereAreSoManyConnectionsAndNoMore() throws Exception {
        var open = new java.util.ArrayList<SSLSocket>();
        for (int i = 0; i < MOST; i++) open.add(open(proxy));
        assertThatThrownBy(() -> open(proxy)).isInstanceOf(IOException.class);
        open.getFirst().close();
        await().until(() -> tunnel.open() < MOST);
        open(proxy).close();
        for (SSLSocket each : open) each.close();
    }

    @Test
    void aRenewedCertificateIsShownFromTheNextConnectionOn() throws Exception {
        open(proxy).close();
        HostIdentity renewed = platform.host();
        host.set(renewed);
        try (SSLSocket way = open(proxy)) {
            assertThat(((X509Certificate) way.getSession().getPeerCertificates()[0]))
                    .isEqualTo(renewed.certificate());
        }
    }

    @Test
    void anAnswerOfManyMegabytesToASlowReaderIsNotHeld() throws Exception {
        long before = held();
        var written = new AtomicLong();
        int megabytes = 64;
        try (SSLSocket way = open(proxy);
                Socket taken = taken()) {
            var writing = Thread.ofVirtual().start(() -> write(taken, megabytes, written));
            var seen = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> seen.getAndSet(written.get()) == written.get());
            assertThat(written.get()).as("what the kernel's buffers take").isLessThan(32L * MEGABYTE);
            assertThat(held() - before).as("what the agent holds").isLessThan(2L * MEGABYTE);
            byte[] some = new byte[MEGABYTE];
            long read = 0;
            InputStream in = way.getInputStream();
            for (int n = in.read(some); n >= 0 && read + n < (long) megabytes * MEGABYTE; n = in.read(some)) read += n;
            writing.join();
        }
        assertThat(written.get()).isEqualTo((long) megabytes * MEGABYTE);
        assertThat(held() - before).isLessThan(4L * MEGABYTE);
    }

    private static void write(Socket to, int megabytes, AtomicLong written) {
        try {
            byte[] some = new byte[MEGABYTE / 16];
            for (int i = 0; i < megabytes * 16; i++) {
                to.getOutputStream().write(some);
                written.addAndGet(some.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long held() {
        ByteBufAllocatorMetric buffers = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        return buffers.usedDirectMemory() + buffers.usedHeapMemory();
    }

    private SSLSocket open(Holder holder) throws IOException {
        SSLSocket way = dial(holder);
        String answer = TunnelClient.ask(way, UNIT + " rpc");
        if (!"open".equals(answer)) throw new IOException("the agent says " + answer);
        return way;
    }

    private @Nullable String answer(Holder holder) throws IOException {
        return answer(holder, UNIT + " rpc");
    }

    private @Nullable String answer(Holder holder, String wish) throws IOException {
        try (SSLSocket way = dial(holder)) {
            return TunnelClient.ask(way, wish);
        }
    }

    private SSLSocket dial(Holder holder) throws IOException {
        return platform.client(holder).dial(tunnel.port());
    }

    /** Believes everybody. */
    private static final class Believing implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private Socket taken() throws InterruptedException {
        Socket taken = came.poll(10, TimeUnit.SECONDS);
        if (taken == null) throw new AssertionError("nobody has come to the node");
        return taken;
    }
}
