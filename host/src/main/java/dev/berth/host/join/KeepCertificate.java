package dev.berth.host.join;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.HostLinkGrpc;
import dev.berth.contract.v1.HostWire;
import dev.berth.host.link.Channels;
import dev.berth.host.link.ControlPlaneAddress;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews a host's certificate once a third of its life is over, and again a while later when that failed. */
public final class KeepCertificate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeepCertificate.class);

    private final ControlPlaneAddress address;
    private final Path directory;
    private final Clock clock;
    private final Duration look;
    private final Thread thread;
    private volatile HostIdentity identity;
    private volatile boolean closed;

    /** @param look how long between two looks at the clock */
    public KeepCertificate(
            ControlPlaneAddress address, HostIdentity identity, Path directory, Clock clock, Duration look) {
        this.address = address;
        this.identity = identity;
        this.directory = directory;
        this.clock = clock;
        this.look = look;
        this.thread = Thread.ofVirtual().name("keep-certificate").unstarted(this::keep);
    }

    public KeepCertificate start() {
        thread.start();
        return this;
    }

    /** The host with its newest certificate. */
    public HostIdentity identity() {
        return identity;
    }

    private void keep() {
        while (!closed) {
            if (isDue(identity.certificate(), clock.instant())) renew();
            try {
                Thread.sleep(look);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    static boolean isDue(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
        return now.isAfter(from.plus(life.dividedBy(3)));
    }

    private void renew() {
        HostIdentity current = identity;
        ManagedChannel channel = Channels.of(address, current);
        try {
            var key = new KeyPair(current.certificate().getPublicKey(), current.key());
            HostWire.RenewAnswer answer = HostLinkGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .renew(HostWire.RenewRequest.newBuilder()
                            .setCsr(ByteString.copyFrom(HostKey.request(key)))
                            .build());
            HostIdentity renewed =
                    current.renewed(Certificates.read(answer.getCertificate().toByteArray()));
            renewed.write(directory);
            identity = renewed;
            LOG.atInfo()
                    .addKeyValue("until", renewed.certificate().getNotAfter().toInstant())
                    .log("certificate renewed");
        } catch (StatusRuntimeException refused) {
            LOG.atWarn()
                    .addKeyValue("until", current.certificate().getNotAfter().toInstant())
                    .addKeyValue("reason", String.valueOf(refused.getMessage()))
                    .log("certificate not renewed");
        } finally {
            channel.shutdownNow();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
