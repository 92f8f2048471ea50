package dev.berth.proxy.identity;

import dev.berth.contract.v1.CertifyAnswer;
import dev.berth.proxy.upstream.TunnelAccess;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this proxy shows to agents and whom it believes: its key, the newest certificate of it, the authority that gave it. On disk,
 * so that a proxy that starts while the control plane is away reaches nodes all the same.
 */
public final class TunnelIdentity implements TunnelAccess {
    private static final String CERTIFIED = "certified";

    private final OwnFiles folder;
    private final OwnKey key;
    private volatile @Nullable Held held;

    private record Held(X509Certificate certificate, SslContext tls) {}

    private TunnelIdentity(OwnFiles folder, OwnKey key) {
        this.folder = folder;
        this.key = key;
    }

    /** What the folder has; a key is made if it has none. */
    public static TunnelIdentity open(Path path) throws IOException {
        OwnFiles folder = OwnFiles.open(path);
        var identity = new TunnelIdentity(folder, OwnKey.of(folder));
        byte[] certified = folder.read(CERTIFIED);
        if (certified != null) identity.held = identity.held(CertifyAnswer.parseFrom(certified));
        return identity;
    }

    @Override
    public @Nullable SslContext now() {
        Held newest = held;
        return newest == null ? null : newest.tls;
    }

    /** Until when the certificate is good; empty: there is none. */
    Optional<Instant> until() {
        return Optional.ofNullable(held)
                .map(newest -> newest.certificate.getNotAfter().toInstant());
    }

    /** When it is to be renewed: a third of its life is over then. */
    Optional<Instant> renewAt() {
        return Optional.ofNullable(held).map(Held::certificate).map(certificate -> {
            Instant from = certificate.getNotBefore().toInstant();
            return from.plus(Duration.between(from, certificate.getNotAfter().toInstant())
                    .dividedBy(3));
        });
    }

    byte[] request() {
        return key.request();
    }

    /** In force from now on, and kept; throws IOException when it is not this proxy's. */
    void take(CertifyAnswer answer) throws IOException {
        Held fresh = held(answer);
        folder.write(CERTIFIED, answer.toByteArray());
        held = fresh;
    }

    private Held held(CertifyAnswer answer) throws IOException {
        X509Certificate certificate = read(answer.getCertificate().toByteArray());
        if (!certificate.getPublicKey().equals(key.shown()))
            throw new IOException("a certificate of another key (expected: of this proxy's)");
        SslContext tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .keyManager(key.secret(), certificate)
                .trustManager(read(answer.getAuthority().toByteArray()))
                .endpointIdentificationAlgorithm("HTTPS")
                .protocols("TLSv1.3")
                .build();
        return new Held(certificate, tls);
    }

    private static X509Certificate read(byte[] der) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IOException(der.length + " bytes that are no certificate", e);
        }
    }
}
