package dev.berth.proxy.listen;

import dev.berth.proxy.link.StepThread;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections are shown. Its files are read again and again, so that it does not matter how they
 * change; a pair that is broken is logged once and changes nothing.
 */
public final class ServedCertificate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServedCertificate.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final CertificateFiles files;
    private final List<Consumer<PemKeyCertOptions>> followers = new CopyOnWriteArrayList<>();
    private final StepThread thread = new StepThread("certificate");
    private volatile CertificatePair current;
    private volatile Instant end;
    private CertificatePair lastSeen;
    private String lastTrouble = "";

    private ServedCertificate(Vertx vertx, CertificateFiles files, CertificatePair first, Instant end) {
        this.vertx = vertx;
        this.files = files;
        this.current = first;
        this.lastSeen = first;
        this.end = end;
    }

    /** @throws IOException when the files cannot be read, or a handshake with them could not succeed */
    public static ServedCertificate open(Vertx vertx, CertificateFiles files, MeterRegistry metrics)
            throws IOException {
        return open(vertx, files, LOOK_AGAIN, metrics);
    }

    static ServedCertificate open(Vertx vertx, CertificateFiles files, Duration lookAgain, MeterRegistry metrics)
            throws IOException {
        try {
            CertificatePair first = files.read();
            var served = new ServedCertificate(vertx, files, first, first.checked(vertx));
            Gauge.builder("berth_proxy_certificate_end_seconds", () -> served.end.getEpochSecond())
                    .description("When the certificate that is served ends, in seconds since 1970")
                    .register(metrics);
            served.thread.every(lookAgain, served::look);
            return served;
        } catch (GeneralSecurityException e) {
            throw new IOException(files.certificate() + ", " + files.key() + ": " + e.getMessage(), e);
        }
    }

    PemKeyCertOptions current() {
        return current.options();
    }

    /** Is told of every certificate that replaces another, on a thread of this one's own. */
    void follow(Consumer<PemKeyCertOptions> follower) {
        followers.add(follower);
    }

    /** The two files do not change at once, so a pair counts when it stood still from one look to the next. */
    private void look() {
        try {
            CertificatePair seen = files.read();
            boolean stoodStill = seen.equals(lastSeen);
            lastSeen = seen;
            if (!stoodStill || seen.equals(current)) return;
            end = seen.checked(vertx);
            current = seen;
            lastTrouble = "";
            followers.forEach(follower -> follower.accept(seen.options()));
            log.atInfo().addKeyValue("end", end).log("another certificate is served");
        } catch (IOException | GeneralSecurityException e) {
            complain(e);
        }
    }

    private void complain(Exception trouble) {
        String text = trouble instanceof IOException ? trouble.toString() : String.valueOf(trouble.getMessage());
        if (text.equals(lastTrouble)) return;
        lastTrouble = text;
        log.atWarn()
                .addKeyValue("certificate", files.certificate())
                .addKeyValue("key", files.key())
                .addKeyValue("reason", text)
                .log("the certificate cannot be served, the one before stays");
    }

    @Override
    public void close() {
        thread.last(followers::clear);
    }
}
