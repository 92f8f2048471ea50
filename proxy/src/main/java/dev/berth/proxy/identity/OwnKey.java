package dev.berth.proxy.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A proxy's key (P-256): made at its first start, kept by it, never sent. */
record OwnKey(PrivateKey secret, PublicKey shown) {
    private static final String SECRET = "key.der";
    private static final String SHOWN = "public-key.der";

    /** The folder's, made if it has none. */
    static OwnKey of(OwnFiles folder) throws IOException {
        byte[] secret = folder.read(SECRET);
        byte[] shown = folder.read(SHOWN);
        try {
            if (secret == null || shown == null) return make(folder);
            KeyFactory keys = KeyFactory.getInstance("EC");
            return new OwnKey(
                    keys.generatePrivate(new PKCS8EncodedKeySpec(secret)),
                    keys.generatePublic(new X509EncodedKeySpec(shown)));
        } catch (GeneralSecurityException e) {
            throw new IOException(folder.path() + ": its key is none", e);
        }
    }

    private static OwnKey make(OwnFiles folder) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        folder.write(SHOWN, pair.getPublic().getEncoded());
        folder.write(SECRET, pair.getPrivate().getEncoded());
        return new OwnKey(pair.getPrivate(), pair.getPublic());
    }

    /** A request to certify it (PKCS #10). Whose it is, the signer decides. */
    byte[] request() {
        try {
            return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=berth-proxy"), shown)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(secret))
                    .getEncoded();
        } catch (OperatorCreationException | IOException impossible) {
            throw new IllegalStateException("a key signs", impossible);
        }
    }

    @Override
    public String toString() {
        return "(a proxy's key)";
    }
}
