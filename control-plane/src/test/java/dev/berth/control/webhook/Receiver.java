package dev.berth.control.webhook;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;

/** A server that is told of events, by a name and a certificate of its own, on a port of this machine. */
final class Receiver implements AutoCloseable {
    static final String NAME = "hooks.test";
    private static final char[] PASSWORD = "a password".toCharArray();

    private final HttpsServer server;
    private final SSLContext tls;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private volatile IntSupplier status = () -> 204;

    /** A request that came. Names of headers are in lower case. */
    record Told(String path, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    Receiver(Path folder) throws Exception {
        this.tls = certified(folder.resolve("store"));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            var headers = new HashMap<String, String>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(new Told(exchange.getRequestURI().getPath(), headers, body));
            int answer = status.getAsInt();
            if (answer / 100 == 3) exchange.getResponseHeaders().add("location", url("/elsewhere"));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
    }

    private static SSLContext certified(Path store) throws Exception {
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
                        "CN=" + NAME,
                        "-ext",
                        "san=dns:" + NAME,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (made != 0) throw new IOException("keytool ended with " + made);
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "https://" + NAME + ":" + port() + path;
    }

    DefaultClientTlsStrategy trusted() {
        return new DefaultClientTlsStrategy(tls);
    }

    void answers(IntSupplier with) {
        status = with;
    }

    List<Told> told() {
        return told;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
