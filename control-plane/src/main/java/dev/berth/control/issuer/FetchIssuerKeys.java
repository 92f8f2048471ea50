package dev.berth.control.issuer;

import dev.berth.control.issuer.IssuerKeys.Checked;
import dev.berth.control.issuer.IssuerKeys.Unusable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Asks an issuer for its keys. A tenant says where, so it is asked over https, on addresses of the public network that are resolved
 * once, for a little while, for a short document, and goes nowhere else when it is told to.
 */
public final class FetchIssuerKeys implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_CONNECTIONS = 200;
    private static final int LONGEST_DOCUMENT = 1 << 16;
    private static final Set<Integer> PORTS = Set.of(-1, 443, 8443);

    private final CloseableHttpClient http;
    private final Set<Integer> ports;
    private final Duration patience;

    /** How a name's addresses are found. */
    interface Resolving {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    public FetchIssuerKeys() {
        this(PublicNetwork::resolve, DefaultClientTlsStrategy.createDefault(), PORTS, PATIENCE);
    }

    /** @param patience for a connection, and for each piece of an answer; all of it has twice as long */
    FetchIssuerKeys(Resolving resolving, DefaultClientTlsStrategy tls, Set<Integer> ports, Duration patience) {
        this.ports = ports;
        this.patience = patience;
        var timeout = Timeout.of(patience);
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new DnsResolver() {
                    @Override
                    public InetAddress[] resolve(String name) throws UnknownHostException {
                        return resolving.resolve(name);
                    }

                    @Override
                    public String resolveCanonicalHostname(String name) {
                        return name;
                    }
                })
                .setTlsSocketStrategy(tls)
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .setTimeToLive(timeout)
                        .build())
                .build();
        http = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(timeout).build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    public Checked fetch(URI url) {
        String wrong = wrong(url);
        if (wrong != null) return new Unusable(wrong);
        var get = new HttpGet(url);
        get.setHeader("accept", "application/jwk-set+json, application/json");
        Thread alarm = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(patience.multipliedBy(2));
                get.cancel();
            } catch (InterruptedException inTime) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return http.execute(get, FetchIssuerKeys::read);
        } catch (IOException | RuntimeException e) { // the library's own, too, is what the other side did
            return new Unusable(String.valueOf(e.getMessage()));
        } finally {
            alarm.interrupt();
        }
    }

    private @Nullable String wrong(URI url) {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) return "is not of the form https://host/path";
        if (url.getRawUserInfo() != null) return "has a user name in it (expected: none)";
        return ports.contains(url.getPort()) ? null : "port " + url.getPort() + " (expected: 443 or 8443)";
    }

    private static Checked read(ClassicHttpResponse response) throws IOException {
        if (response.getCode() != 200) return new Unusable("answered " + response.getCode() + " (expected: 200)");
        byte[] document = response.getEntity().getContent().readNBytes(LONGEST_DOCUMENT + 1);
        if (document.length > LONGEST_DOCUMENT)
            return new Unusable("answered more than " + LONGEST_DOCUMENT + " bytes");
        return IssuerKeys.check(new String(document, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
