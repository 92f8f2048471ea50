package dev.berth.proxy.listen;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tenants' port as Vert.x is told of it: protocols, and how long and how large what belongs to HTTP may be. */
final class ServerOptions {
    private static final Logger log = LoggerFactory.getLogger(ServerOptions.class);
    private static final int LONGEST_REQUEST_LINE = 4_096;
    private static final int LARGEST_HEADERS = 16_384;
    private static final int CONCURRENT_STREAMS = 100;
    private static final int RESETS_PER_WINDOW = 200;
    private static final int RESET_WINDOW_SECONDS = 30;
    private static final int SMALL_CONTINUATIONS = 16;
    private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    private ServerOptions() {}

    static HttpServerOptions of(ListenSettings settings, @Nullable ServedCertificate certificate) {
        var options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout((int) settings.patience().idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setMaxHeaderSize(LARGEST_HEADERS)
                .setTcpNoDelay(true)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(CONCURRENT_STREAMS)
                        .setMaxHeaderListSize(LARGEST_HEADERS))
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS_PER_WINDOW)
                .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2MaxSmallContinuationFrames(SMALL_CONTINUATIONS);
        if (certificate == null) return options;
        return options.setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setEnabledSecureTransportProtocols(TLS_VERSIONS)
                .setSslHandshakeTimeout(settings.patience().handshake().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeyCertOptions(certificate.current());
    }

    /** New connections get the certificate, those that there are keep theirs. */
    static Consumer<PemKeyCertOptions> swapIn(HttpServer server) {
        return pair -> server.updateSSLOptions(
                        new ServerSSLOptions().setKeyCertOptions(pair).setEnabledSecureTransportProtocols(TLS_VERSIONS))
                .onFailure(bug -> log.atError().setCause(bug).log("a certificate that was checked is not taken"));
    }
}
