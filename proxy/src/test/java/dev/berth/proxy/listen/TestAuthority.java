package dev.berth.proxy.listen;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** An authority that certifies servers on 127.0.0.1, and who trusts it. */
final class TestAuthority {
    private static final Duration LIFE = Duration.ofDays(30);

    private final KeyPair keys = keys("EC");
    private final X509CertificateHolder itself = certify(new X500Name("CN=authority"), keys, true, BigInteger.ONE);
    private long serial = 1;

    /** A server's certificate and private key, as PEM. */
    record Server(String certificate, String key, BigInteger serial) {}

    /** @param algorithm EC or RSA */
    Server certifyServer(String algorithm) {
        KeyPair server = keys(algorithm);
        var number = BigInteger.valueOf(++serial);
        return new Server(
                pem(certify(new X500Name("CN=127.0.0.1"), server, false, number)) + pem(itself),
                pem(new PemObject("PRIVATE KEY", server.getPrivate().getEncoded())),
                number);
    }

    SSLContext trusted() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(itself.getEncoded())));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509CertificateHolder certify(X500Name whom, KeyPair whose, boolean authority, BigInteger number) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=authority"),
                    number,
                    Date.from(Instant.now().minus(LIFE)),
                    Date.from(Instant.now().plus(LIFE)),
                    whom,
                    whose.getPublic());
            if (authority) builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            else
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object what) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
