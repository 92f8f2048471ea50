package dev.berth.host.join;

import dev.berth.host.link.ControlPlaneAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks a control plane for its authority's certificate and takes none but the one that the token names. Nothing is said on
 * the connection that asks; the one that joins trusts this certificate alone.
 */
final class PinnedAuthority {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PinnedAuthority() {}

    static X509Certificate fetch(ControlPlaneAddress address, String sha256) throws IOException {
        for (Certificate shown : chain(address))
            if (shown instanceof X509Certificate certificate
                    && Certificates.sha256(certificate).equals(sha256)) return certificate;
        throw new IOException(address + " is not the control plane that gave this token: none of its certificates is "
                + sha256.substring(0, 16) + "…");
    }

    private static Certificate[] chain(ControlPlaneAddress address) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {new Listening()}, new SecureRandom());
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                socket.connect(new InetSocketAddress(address.host(), address.port()), (int) PATIENCE.toMillis());
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.startHandshake();
                return socket.getSession().getPeerCertificates();
            }
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no TLS 1.3", impossible);
        }
    }

    /** Lets every certificate pass: it is the caller who looks, and nothing is sent to whom it does not like. */
    private static final class Listening implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
