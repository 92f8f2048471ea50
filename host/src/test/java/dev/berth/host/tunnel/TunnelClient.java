package dev.berth.host.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whoever comes to a tunnel on this machine, with a certificate and an authority that it believes. */
public final class TunnelClient {
    private static final char[] OPEN = {};

    private final SSLContext tls;

    public TunnelClient(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
        try {
            var own = KeyStore.getInstance("PKCS12");
            own.load(null, OPEN);
            own.setKeyEntry("own", key, OPEN, new Certificate[] {certificate});
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(own, OPEN);
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, OPEN);
            trusted.setCertificateEntry("authority", authority);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            tls = SSLContext.getInstance("TLSv1.3");
            tls.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public SSLSocket dial(int port) throws IOException {
        var way = (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        way.setSoTimeout(10_000);
        return way;
    }

    /** What the agent answers; null: it ends the connection. */
    public static @Nullable String ask(SSLSocket way, String wish) throws IOException {
        way.getOutputStream().write((wish + "\n").getBytes(StandardCharsets.US_ASCII));
        var line = new StringBuilder();
        for (int b = way.getInputStream().read();
                b != '\n';
                b = way.getInputStream().read()) {
            if (b < 0) return null;
            line.append((char) b);
        }
        return line.toString();
    }
}
