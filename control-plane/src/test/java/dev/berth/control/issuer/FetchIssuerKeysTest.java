package dev.berth.control.issuer;

import static dev.berth.control.issuer.IssuerKeysTest.jwks;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.berth.control.issuer.IssuerKeys.Unusable;
import dev.berth.control.issuer.IssuerKeys.Usable;
import dev.berth.control.outbound.OutboundHttp;
import dev.berth.control.outbound.PublicNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an issuer is asked for its keys, and where nobody is asked whatever a tenant writes. */
class FetchIssuerKeysTest {
    private static final char[] PASSWORD = "a password".toCharArray();

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    static Path folder;

    private static KeyManagerFactory own;
    private static SSLContext tls;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpsServer issuer;

    @BeforeAll
    static void certify() throws Exception {
        Path store = folder.resolve("store");
        int made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=issuer.test",
                        "-ext",
                        "san=dns:issuer.test",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertThat(made).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @BeforeEach
    void start() throws IOException {
        issuer = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        issuer.setHttpsConfigurator(new HttpsConfigurator(tls));
        issuer.createContext("/keys", exchange -> answer(exchange, 200, jwks(key())));
        issuer.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("location", "https://issuer.test:" + port() + "/keys");
            answer(exchange, 302, "");
        });
        issuer.createContext("/long", exchange -> answer(exchange, 200, "a".repeat(100_000)));
        issuer.createContext("/page", exchange -> answer(exchange, 200, "<html>"));
        issuer.createContext("/drips", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                do {
                    body.write(' ');
                    body.flush();
                } while (!over.await(100, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        issuer.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        issuer.stop(0);
    }

    private static org.jose4j.jwk.JsonWebKey key() {
        try {
            return EcJwkGenerator.generateJwk(EllipticCurves.P256);
        } catch (org.jose4j.lang.JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private int port() {
        return issuer.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        asked.incrementAndGet();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** As it is in a control plane, but for the issuer's address, its authority and its port. */
    private IssuerKeys.Checked fetch(String path) throws IOException {
        return fetch(path, PATIENCE);
    }

    private IssuerKeys.Checked fetch(String path, Duration patience) throws IOException {
        try (var fetch = new FetchIssuerKeys(new OutboundHttp(
                name -> {
                    if (name.equals("issuer.test")) return new InetAddress[] {InetAddress.getLoopbackAddress()};
                    throw new UnknownHostException(name);
                },
                new DefaultClientTlsStrategy(tls),
                Set.of(port()),
                patience))) {
            return fetch.fetch(URI.create("https://issuer.test:" + port() + path));
        }
    }

    @Test
    void keysAreFetchedOverTlsFromTheAddressThatWasResolved() throws IOException {
        assertThat(fetch("/keys")).isInstanceOf(Usable.class);
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        assertThat(fetch("/elsewhere")).isEqualTo(new Unusable("answered 302 (expected: 200)"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aLongAnswerAndOneThatIsNoKeySetAreRefused() throws IOException {
        assertThat(fetch("/long")).isEqualTo(new Unusable("answered more than 65536 bytes"));
        assertThat(fetch("/page")).isInstanceOf(Unusable.class);
    }

    @Test
    void anAnswerThatDripsIsGivenUp() throws IOException {
        long began = System.nanoTime();
        assertThat(fetch("/drips", Duration.ofMillis(500))).isInstanceOf(Unusable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    }

    @Test
    void aCertificateOfAnotherNameOrOfNobodyWeTrustIsRefused() throws IOException {
        try (var fetch = new FetchIssuerKeys(new OutboundHttp(
                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                new DefaultClientTlsStrategy(tls),
                Set.of(port()),
                PATIENCE))) {
            assertThat(fetch.fetch(URI.create("https://other.test:" + port() + "/keys")))
                    .isInstanceOf(Unusable.class);
        }
        assertThat(asked).hasValue(0);
    }

    /** Forms that mean an address of this machine or of a private network: nobody there hears of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:PORT/",
                "https://localhost:PORT/",
                "https://2130706433:PORT/",
                "https://0x7f000001:PORT/",
                "https://0177.0.0.1:PORT/",
                "https://127.1:PORT/",
                "https://0:PORT/",
                "https://0.0.0.0:PORT/",
                "https://[::1]:PORT/",
                "https://[::ffff:127.0.0.1]:PORT/",
                "https://[::127.0.0.1]:PORT/",
                "https://[64:ff9b::7f00:1]:PORT/",
                "https://[2002:7f00:1::]:PORT/",
                "https://10.0.0.1:PORT/",
                "https://169.254.169.254:PORT/",
                "https://[fe80::1]:PORT/",
                "https://[fd00::1]:PORT/",
                "https://user@localhost:PORT/",
                "http://127.0.0.1:PORT/",
                "file:///etc/passwd"
            })
    void nothingButThePublicNetworkIsAsked(String url) throws Exception {
        try (var canary = new ServerSocket(0, 10, InetAddress.getByName("::"));
                var fetch = new FetchIssuerKeys(
                        new OutboundHttp(PublicNetwork.ALONE, Set.of(canary.getLocalPort()), PATIENCE))) {
            assertThat(fetch.fetch(URI.create(url.replace("PORT", "" + canary.getLocalPort()))))
                    .isInstanceOf(Unusable.class);
            assertThat(connectsTo(canary)).isFalse();
        }
    }

    /** Whoever has connected waits to be accepted. */
    private static boolean connectsTo(ServerSocket canary) throws IOException {
        canary.setSoTimeout(20);
        try {
            canary.accept().close();
            return true;
        } catch (java.net.SocketTimeoutException nobody) {
            return false;
        }
    }

    @Test
    void anotherPortIsNotAsked() throws IOException {
        try (var fetch = new FetchIssuerKeys()) {
            assertThat(fetch.fetch(URI.create("https://example.com:22/")))
                    .isEqualTo(new Unusable("port 22 (expected: one of [443, 8443])"));
        }
    }
}
