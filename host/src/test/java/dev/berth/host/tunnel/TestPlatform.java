package dev.berth.host.tunnel;

import dev.berth.host.join.HostIdentity;
import dev.berth.host.join.HostKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A platform's authority, and who has a certificate of it. */
final class TestPlatform {
    static final String HOST = "7d9f.host.berth.internal";
    static final String PROXY = "2222.proxy.berth.internal";

    private static final Duration LIFE = Duration.ofDays(7);

    private final KeyPair keys = HostKey.make();
    private final X509Certificate certificate = certify("authority", keys.getPublic(), LIFE, true);

    /** A key and what certifies it. */
    record Holder(PrivateKey key, X509Certificate certificate) {}

    Holder certify(String name) {
        return certify(name, LIFE);
    }

    /** @param left how long it is good from now on */
    Holder certify(String name, Duration left) {
        KeyPair pair = HostKey.make();
        return new Holder(pair.getPrivate(), certify(name, pair.getPublic(), left, false));
    }

    HostIdentity host() {
        Holder host = certify(HOST);
        return new HostIdentity("7d9f", "north", "test", host.key(), host.certificate(), certificate, "", "");
    }

    /** Whoever shows this certificate and believes this authority. */
    TunnelClient client(Holder shown) {
        return new TunnelClient(shown.key(), shown.certificate(), certificate);
    }

    private X509Certificate certify(String name, PublicKey key, Duration left, boolean authority) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=authority"),
                    new BigInteger(120, new SecureRandom()),
                    Date.from(Instant.now().minus(LIFE)),
                    Date.from(Instant.now().plus(left)),
                    new X500Name("CN=" + name),
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority)
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
