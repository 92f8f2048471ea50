package dev.berth.control.enrolment;

import static dev.berth.migrations.schema.Tables.HOST_AUTHORITY;

import dev.berth.control.database.Database;
import dev.berth.control.fleet.HostId;
import dev.berth.control.secret.MasterKey;
import dev.berth.host.join.Certificates;
import dev.berth.host.join.HostKey;
import dev.berth.host.link.ControlPlaneAddress;
import dev.berth.host.tunnel.ProxyCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jooq.DSLContext;

/**
 * The platform's own certificate authority: it certifies control planes, hosts and proxies, and nobody else trusts it. Its key is
 * made once and lies in the database, sealed with the master key.
 */
public final class HostAuthority {
    private static final String BELONGS_TO = "host authority";
    private static final X500Principal SUBJECT = new X500Principal("CN=Berth hosts");
    private static final Duration FOR_SKEWED_CLOCKS = Duration.ofMinutes(5);
    private static final Duration OF_AUTHORITY = Duration.ofDays(3650);
    private static final Duration OF_CONTROL_PLANE = Duration.ofDays(365);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;

    private HostAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A key and what certifies it. */
    public record Certified(PrivateKey key, X509Certificate certificate) {}

    /** The request cannot be certified. */
    public static final class WrongRequest extends Exception {
        private static final long serialVersionUID = 1;

        WrongRequest(String message) {
            super(message);
        }
    }

    /** The platform's authority, made if there is none yet. */
    public static HostAuthority open(Database database, MasterKey master) {
        return database.asPlatform(tx -> {
            tx.execute("select pg_advisory_xact_lock(hashtext('berth.host-authority'))");
            return stored(tx, master).orElseGet(() -> make(tx, master));
        });
    }

    private static Optional<HostAuthority> stored(DSLContext tx, MasterKey master) {
        return tx.selectFrom(HOST_AUTHORITY).fetchOptional(row -> {
            try {
                byte[] open = master.open(row.getSealedKey(), BELONGS_TO);
                return new HostAuthority(
                        Certificates.read(row.getCertificate()),
                        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(open)));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("the authority's key is none", impossible);
            }
        });
    }

    private static HostAuthority make(DSLContext tx, MasterKey master) {
        KeyPair pair = HostKey.make();
        Instant now = Database.now(tx);
        var builder = builder(SUBJECT, pair.getPublic(), now, OF_AUTHORITY);
        X509Certificate certificate = sign(
                builder,
                pair.getPrivate(),
                new BasicConstraints(0),
                new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        tx.insertInto(HOST_AUTHORITY)
                .set(HOST_AUTHORITY.CERTIFICATE, Certificates.der(certificate))
                .set(HOST_AUTHORITY.SEALED_KEY, master.seal(pair.getPrivate().getEncoded(), BELONGS_TO))
                .execute();
        return new HostAuthority(certificate, pair.getPrivate());
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** What join tokens carry. */
    public String sha256() {
        return Certificates.sha256(certificate);
    }

    /** A fresh key for a control plane that listens. */
    public Certified controlPlane(Instant now) {
        KeyPair pair = HostKey.make();
        var builder = builder(new X500Principal("CN=Berth control plane"), pair.getPublic(), now, OF_CONTROL_PLANE);
        return new Certified(
                pair.getPrivate(),
                signLeaf(
                        builder,
                        new GeneralName(GeneralName.dNSName, ControlPlaneAddress.CERTIFIED_NAME),
                        KeyPurposeId.id_kp_serverAuth));
    }

    /** Certifies the key of a request as the host's; what the request says of its subject is not read. */
    public X509Certificate host(byte[] request, HostId host, Instant now, Duration life) throws WrongRequest {
        var builder = builder(new X500Principal("CN=" + host), keyOf(request), now, life);
        return signLeaf(
                builder,
                new GeneralName(GeneralName.dNSName, nameOf(host)),
                KeyPurposeId.id_kp_clientAuth,
                KeyPurposeId.id_kp_serverAuth);
    }

    /** What a host's certificate says that it is, wherever it is reached. */
    public static String nameOf(HostId host) {
        return host + ".host.berth.internal";
    }

    /** Certifies the key of a request as the proxy's, for tunnels of hosts and nothing else. */
    X509Certificate proxy(byte[] request, UUID proxy, Instant now, Duration life) throws WrongRequest {
        var builder = builder(new X500Principal("CN=" + proxy), keyOf(request), now, life);
        return signLeaf(
                builder,
                new GeneralName(GeneralName.dNSName, proxy + ProxyCertificate.NAME_ENDING),
                KeyPurposeId.id_kp_clientAuth);
    }

    /** The request's key; throws {@link WrongRequest} unless it is P-256 and its holder signed the request. */
    static PublicKey keyOf(byte[] request) throws WrongRequest {
        try {
            var csr = new JcaPKCS10CertificationRequest(request);
            PublicKey asked = csr.getPublicKey();
            if (!(asked instanceof ECPublicKey ec) || ec.getParams().getOrder().bitLength() != 256)
                throw new WrongRequest("a key of another kind (expected: P-256)");
            if (!csr.isSignatureValid(new JcaContentVerifierProviderBuilder().build(asked)))
                throw new WrongRequest("not signed by the holder of its key");
            return asked;
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException wrong) {
            throw new WrongRequest("no certificate request: " + wrong.getMessage());
        }
    }

    private X509Certificate signLeaf(JcaX509v3CertificateBuilder builder, GeneralName name, KeyPurposeId... purposes) {
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
        } catch (CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return sign(builder, key, new BasicConstraints(false), new KeyUsage(KeyUsage.digitalSignature));
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal subject, PublicKey key, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                SUBJECT,
                new BigInteger(127, RANDOM).setBit(126),
                Date.from(now.minus(FOR_SKEWED_CLOCKS)),
                Date.from(now.plus(life)),
                subject,
                key);
    }

    private static X509Certificate sign(
            JcaX509v3CertificateBuilder builder, PrivateKey key, BasicConstraints constraints, KeyUsage usage) {
        try {
            builder.addExtension(Extension.basicConstraints, true, constraints);
            builder.addExtension(Extension.keyUsage, true, usage);
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException impossible) {
            throw new IllegalStateException("cannot sign a certificate", impossible);
        }
    }
}
