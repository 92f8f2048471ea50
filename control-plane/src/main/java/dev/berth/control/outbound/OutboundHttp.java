package dev.berth.control.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.util.Timeout;

/**
 * Calls what somebody else names: over https, on ports that are allowed, on addresses that are resolved once and held against the
 * network that they have to be of, for a little while; a redirect is an answer like any other. Blocking.
 */
public final class OutboundHttp implements AutoCloseable {
    /** Where servers for machines listen, unless an operator says otherwise. */
    public static final Set<Integer> USUAL_PORTS = Set.of(443, 8443);

    private static final int HTTPS = 443;
    private static final int MOST_CONNECTIONS = 200;

    private final CloseableHttpClient http;
    private final Set<Integer> ports;
    private final Duration patience;

    /** How a name's addresses are found. */
    public interface Resolving {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    public OutboundHttp(PublicNetwork network, Set<Integer> ports, Duration patience) {
        this(network::resolve, DefaultClientTlsStrategy.createDefault(), ports, patience);
    }

    /** @param patience for a connection, and for each piece of an answer; all of it has twice as long */
    public OutboundHttp(Resolving resolving, DefaultClientTlsStrategy tls, Set<Integer> ports, Duration patience) {
        this.ports = Set.copyOf(ports);
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

    /** Why an address is not called, whatever its name leads to; empty when it may be. */
    public Optional<String> wrong(URI url) {
        if (!"https".equals(url.getScheme()) || url.getHost() == null)
            return Optional.of("is not of the form https://host/path");
        if (url.getRawUserInfo() != null) return Optional.of("has a user name in it (expected: none)");
        int port = url.getPort() == -1 ? HTTPS : url.getPort();
        return ports.contains(port)
                ? Optional.empty()
                : Optional.of("port " + port + " (expected: one of " + new TreeSet<>(ports) + ")");
    }

    /** Calls, and gives what {@code read} makes of the answer, or what {@code failed} makes of why there is none. */
    public <T> T call(
            URI url,
            Function<URI, HttpUriRequestBase> made,
            HttpClientResponseHandler<T> read,
            Function<String, T> failed) {
        Optional<String> wrong = wrong(url);
        if (wrong.isPresent()) return failed.apply(wrong.get());
        HttpUriRequestBase request = made.apply(url);
        Thread alarm = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(patience.multipliedBy(2));
                request.cancel();
            } catch (InterruptedException inTime) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return http.execute(request, read);
        } catch (IOException | RuntimeException e) { // the library's own, too, is what the other side did
            return failed.apply(String.valueOf(e.getMessage()));
        } finally {
            alarm.interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
