package dev.berth.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tenants' port with a certificate: what it speaks, and how its certificate is replaced while calls go on. */
class TlsTest {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[]}";

    private static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            4);

    @TempDir
    Path folder;

    private final TestAuthority authority = new TestAuthority();
    private CertificateFiles files;
    private RunningProxy proxy;

    @BeforeEach
    void start() throws IOException {
        files = new CertificateFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
        write(authority.certifyServer("EC"));
        proxy = new RunningProxy(files, PATIENCE);
        proxy.route(proxy.node());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void write(TestAuthority.Server server) throws IOException {
        Files.writeString(files.certificate(), server.certificate());
        Files.writeString(files.key(), server.key());
    }

    private HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(authority.trusted())
                .build();
    }

    private HttpResponse<String> call(HttpClient client) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + proxy.port() + "/" + RunningProxy.SHARED.text()))
                        .header("content-type", "application/json")
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofString(CALL))
                        .build(),
                BodyHandlers.ofString());
    }

    private static BigInteger serial(SSLSession session) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0]).getSerialNumber();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the certificate that a new connection is shown. */
    private BigInteger shown() throws IOException {
        try (var socket = handshake("TLSv1.3")) {
            return serial(socket.getSession());
        }
    }

    private SSLSocket handshake(String version) throws IOException {
        var socket = (SSLSocket) authority.trusted().getSocketFactory().createSocket("127.0.0.1", proxy.port());
        socket.setEnabledProtocols(new String[] {version});
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        return socket;
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void bothProtocolsAreServedByAlpn(HttpClient.Version version) throws Exception {
        try (var client = client(version)) {
            HttpResponse<String> answer = call(client);
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.body()).contains("\"result\":\"eth_call\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void anotherCertificateIsShownToNewConnectionsAndOldOnesLiveOn(String algorithm) throws Exception {
        BigInteger before = shown();
        try (var old = client(HttpClient.Version.HTTP_1_1)) {
            assertThat(serial(call(old).sslSession().orElseThrow())).isEqualTo(before);
            TestAuthority.Server next = authority.certifyServer(algorithm);
            write(next);
            await().untilAsserted(() -> assertThat(shown()).isEqualTo(next.serial()));
            assertThat(serial(call(old).sslSession().orElseThrow())).isEqualTo(before);
        }
        assertThat(proxy.registry
                        .get("berth_proxy_certificate_end_seconds")
                        .gauge()
                        .value())
                .isGreaterThan(System.currentTimeMillis() / 1000.0);
    }

    @Test
    void aFolderThatIsSwappedByItsLinkIsSeen() throws Exception {
        Path link = folder.resolve("live");
        folder("one", authority.certifyServer("EC"));
        Files.createSymbolicLink(link, folder.resolve("one"));
        var through = new CertificateFiles(link.resolve("tls.crt"), link.resolve("tls.key"));
        proxy.close();
        proxy = new RunningProxy(through, PATIENCE);
        BigInteger before = shown();
        TestAuthority.Server next = authority.certifyServer("EC");
        folder("two", next);
        Path newLink = Files.createSymbolicLink(folder.resolve("new"), folder.resolve("two"));
        Files.move(newLink, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        await().untilAsserted(() -> assertThat(shown()).isEqualTo(next.serial()));
        assertThat(before).isNotEqualTo(next.serial());
    }

    private void folder(String name, TestAuthority.Server server) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        Files.writeString(made.resolve("tls.crt"), server.certificate());
        Files.writeString(made.resolve("tls.key"), server.key());
    }

    @ParameterizedTest
    @CsvSource({"key of another", "no key", "half a certificate", "nothing"})
    void aBrokenPairChangesNothingAndALaterOneIsTaken(String kind) throws Exception {
        BigInteger before = shown();
        TestAuthority.Server broken = authority.certifyServer("EC");
        switch (kind) {
            case "key of another" -> Files.writeString(files.certificate(), broken.certificate());
            case "no key" -> Files.writeString(files.key(), "-----BEGIN PRIVATE KEY-----\nx\n");
            case "half a certificate" ->
                Files.writeString(files.certificate(), broken.certificate().substring(0, 200));
            default -> Files.delete(files.certificate());
        }
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(20)).until(() -> shown().equals(before));
        TestAuthority.Server next = authority.certifyServer("EC");
        write(next);
        await().untilAsserted(() -> assertThat(shown()).isEqualTo(next.serial()));
    }

    @Test
    void aProxyWithABrokenPairDoesNotStart() throws IOException {
        Files.writeString(files.key(), authority.certifyServer("EC").key());
        Vertx vertx = Vertx.vertx();
        try {
            assertThatThrownBy(() -> ServedCertificate.open(vertx, files, new SimpleMeterRegistry()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the key is not the certificate's")
                    .hasMessageContaining("tls.key");
        } finally {
            ScriptedNode.await(vertx.close());
        }
    }

    @Test
    void tls11IsRefusedAnd12And13AreSpoken() throws IOException {
        assertThatThrownBy(() -> handshake("TLSv1.1")).isInstanceOf(SSLHandshakeException.class);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (var socket = handshake(version)) {
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            }
        }
    }

    @Test
    void noCallIsLostWhileCertificatesChangeUnderLoad() throws Exception {
        var stopped = new AtomicBoolean();
        var answered = new AtomicInteger();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                var version = i % 2 == 0 ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2;
                boolean keepsConnection = i % 4 < 2;
                running.add(callers.submit(loop(version, keepsConnection, stopped, answered)));
            }
            for (int i = 0; i < 4; i++) {
                TestAuthority.Server next = authority.certifyServer(i % 2 == 0 ? "RSA" : "EC");
                write(next);
                await().untilAsserted(() -> assertThat(shown()).isEqualTo(next.serial()));
            }
            stopped.set(true);
            for (var each : running) each.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a call was lost", e.getCause());
        }
        assertThat(answered).hasValueGreaterThan(100);
    }

    private Callable<Void> loop(
            HttpClient.Version version, boolean keepsConnection, AtomicBoolean stopped, AtomicInteger answered) {
        return () -> {
            HttpClient client = client(version);
            while (!stopped.get()) {
                assertThat(call(client).statusCode()).isEqualTo(200);
                answered.incrementAndGet();
                if (!keepsConnection) {
                    client.close();
                    client = client(version);
                }
            }
            client.close();
            return null;
        };
    }

    @Test
    void aHandshakeThatDoesNotMoveEndsAndOthersAreServedMeanwhile() throws Exception {
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                var client = client(HttpClient.Version.HTTP_2)) {
            slow.getOutputStream().write(new byte[] {22, 3, 1, 2, 0}); // the head of a client's first record
            long began = System.nanoTime();
            assertThat(call(client).statusCode()).isEqualTo(200);
            slow.setSoTimeout(30_000);
            slow.getInputStream().readAllBytes();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(
                            PATIENCE.handshake().minusSeconds(2),
                            PATIENCE.handshake().plusSeconds(15));
        }
    }
}
