package dev.berth.proxy;

import dev.berth.proxy.access.SourceRanges;
import dev.berth.proxy.listen.CertificateFiles;
import dev.berth.proxy.listen.ConnectionLimits;
import dev.berth.proxy.listen.ListenSettings;
import dev.berth.proxy.listen.Patience;
import dev.berth.proxy.relay.RelayLimits;
import dev.berth.proxy.trace.TraceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * All that the proxy is told, by environment variables; docs/proxy.md lists them.
 *
 * @param listen where tenants call
 * @param operator where the operator asks; on loopback
 * @param trustedHops balancers in front, whose X-Forwarded-For is believed
 * @param unreadyBeforeClosing how long balancers have to see that it stops, before its port closes
 * @param tls the certificate of the tenants' port; absent: it speaks in the clear
 * @param failClosedAfter how long the control plane may be silent before nobody is served; absent: for ever
 * @param traces where traces of calls go; absent: nowhere
 */
public record ProxyConfig(
        Address listen,
        Address operator,
        Path stateDirectory,
        URI controlPlane,
        Path tokenFile,
        Path sealingKeyFile,
        int eventLoops,
        RelayLimits limits,
        int packFromBytes,
        SourceRanges trustedHops,
        ConnectionLimits connections,
        Duration unreadyBeforeClosing,
        Optional<CertificateFiles> tls,
        Optional<Duration> failClosedAfter,
        Optional<TraceSettings> traces) {

    ListenSettings listenSettings() {
        return new ListenSettings(
                listen.host,
                listen.port,
                limits.bodyBytes(),
                packFromBytes,
                trustedHops,
                connections,
                Patience.DEFAULT,
                tls);
    }

    /** Where a port is. */
    public record Address(String host, int port) {
        static Address parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 1) throw new IllegalArgumentException(text);
            int port = Integer.parseInt(text, colon + 1, text.length(), 10);
            if (port < 0 || port > 65_535) throw new IllegalArgumentException(text);
            return new Address(text.substring(0, colon), port);
        }

        static Address onLoopback(String text) {
            Address address = parse(text);
            if (!address.host.equals("127.0.0.1")) throw new IllegalArgumentException(text);
            return address;
        }

        URI http() {
            return URI.create("http://" + host + ":" + port);
        }
    }

    /**
     * @throws IllegalArgumentException that names everything that is wrong, a line each
     */
    public static ProxyConfig fromEnvironment(Map<String, String> environment) {
        var read = new EnvironmentReader(environment);
        var listen = read.value("BERTH_PROXY_LISTEN", "127.0.0.1:8545", "host:port", Address::parse);
        var operator =
                read.value("BERTH_PROXY_OPERATOR_LISTEN", "127.0.0.1:8546", "127.0.0.1:port", Address::onLoopback);
        var state = read.required("BERTH_PROXY_STATE_DIR", "a directory", Path::of);
        var controlPlane = read.value("BERTH_CONTROL_PLANE", "127.0.0.1:8081", "host:port", Address::parse);
        var token = read.required("BERTH_PROXY_TOKEN_FILE", "a file", Path::of);
        var sealingKey = read.required("BERTH_PROXY_SEALING_KEY_FILE", "a file", Path::of);
        var loops =
                read.value("BERTH_PROXY_EVENT_LOOPS", defaultLoops(), "a number from 1", EnvironmentReader::positive);
        var deadline = read.value("BERTH_PROXY_DEADLINE_SECONDS", "30", "a number from 1", EnvironmentReader::positive);
        var body = read.value("BERTH_PROXY_MAX_BODY_BYTES", "5242880", "a number from 1", EnvironmentReader::positive);
        var batch = read.value("BERTH_PROXY_MAX_BATCH_ITEMS", "1000", "a number from 1", EnvironmentReader::positive);
        var answer = read.value(
                "BERTH_PROXY_MAX_BATCH_ANSWER_BYTES", "25000000", "a number from 1", EnvironmentReader::positive);
        var pack = read.value("BERTH_PROXY_PACK_FROM_BYTES", "8192", "a number from 0", EnvironmentReader::notNegative);
        var hops = read.value(
                "BERTH_PROXY_TRUSTED_HOPS", "", "addresses or CIDR ranges, with commas", ProxyConfig::ranges);
        var connections =
                read.value("BERTH_PROXY_MAX_CONNECTIONS", "20000", "a number from 1", EnvironmentReader::positive);
        var perAddress = read.value(
                "BERTH_PROXY_MAX_CONNECTIONS_PER_ADDRESS", "2000", "a number from 1", EnvironmentReader::positive);
        var unready = read.value("BERTH_PROXY_UNREADY_SECONDS", "0", "a number from 0", EnvironmentReader::notNegative);
        var certificate = read.optional("BERTH_PROXY_TLS_CERT_FILE", "a PEM file", Path::of);
        var certificateKey = read.optional("BERTH_PROXY_TLS_KEY_FILE", "a PEM file", Path::of);
        if (certificate.isPresent() != certificateKey.isPresent())
            read.problem(
                    "BERTH_PROXY_TLS_CERT_FILE, BERTH_PROXY_TLS_KEY_FILE: one is not set (expected: both or none)");
        var failClosed =
                read.optional("BERTH_PROXY_FAIL_CLOSED_AFTER_SECONDS", "a number from 1", EnvironmentReader::positive);
        var collector = read.optional("BERTH_PROXY_TRACES_TO", "an http or https URL", ProxyConfig::httpUrl);
        var traceShare = read.value("BERTH_PROXY_TRACE_SHARE", "0.01", "a number from 0 to 1", ProxyConfig::share);
        read.expectNoProblems();
        return new ProxyConfig(
                listen.get(),
                operator.get(),
                state.get(),
                controlPlane.get().http(),
                token.get(),
                sealingKey.get(),
                loops.get(),
                new RelayLimits(body.get(), batch.get(), answer.get(), Duration.ofSeconds(deadline.get())),
                pack.get(),
                hops.get(),
                new ConnectionLimits(connections.get(), perAddress.get()),
                Duration.ofSeconds(unready.get()),
                certificate.map(file -> new CertificateFiles(file, certificateKey.get())),
                failClosed.map(Duration::ofSeconds),
                collector.map(to -> new TraceSettings(to, traceShare.get())));
    }

    private static URI httpUrl(String text) {
        URI url = URI.create(text);
        boolean known = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!known || url.getHost() == null) throw new IllegalArgumentException(text);
        return url;
    }

    private static Double share(String text) {
        double share = Double.parseDouble(text);
        if (!(share >= 0 && share <= 1)) throw new IllegalArgumentException(text);
        return share;
    }

    private static SourceRanges ranges(String text) {
        return SourceRanges.of(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList());
    }

    private static String defaultLoops() {
        return Integer.toString(Runtime.getRuntime().availableProcessors());
    }
}
