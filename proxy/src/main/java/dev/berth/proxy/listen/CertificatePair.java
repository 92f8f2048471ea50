package dev.berth.proxy.listen;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import javax.net.ssl.X509KeyManager;

/** A certificate with its chain, and its private key, as PEM. Neither is printed. */
record CertificatePair(Buffer certificate, Buffer key) {
    PemKeyCertOptions options() {
        return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
    }

    /**
     * When the certificate ends.
     *
     * @throws GeneralSecurityException when a handshake with the two could not succeed: they are no PEM, or do not belong together
     */
    Instant checked(Vertx vertx) throws GeneralSecurityException {
        X509KeyManager manager;
        try {
            manager = (X509KeyManager) options().getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception e) { // as Vert.x declares it
            throw new GeneralSecurityException("not PEM of a certificate and a private key: " + e.getMessage(), e);
        }
        for (String type : new String[] {"EC", "RSA", "EdDSA"}) {
            String[] aliases = manager.getServerAliases(type, null);
            if (aliases == null) continue;
            X509Certificate first = manager.getCertificateChain(aliases[0])[0];
            if (!belongTogether(first.getPublicKey(), manager.getPrivateKey(aliases[0])))
                throw new GeneralSecurityException("the key is not the certificate's");
            return first.getNotAfter().toInstant();
        }
        throw new GeneralSecurityException("neither an EC, an RSA nor an EdDSA key");
    }

    private static boolean belongTogether(PublicKey certified, PrivateKey own) throws GeneralSecurityException {
        if (!certified.getAlgorithm().equals(own.getAlgorithm())) return false;
        var signature = Signature.getInstance(
                switch (own.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> own.getAlgorithm();
                });
        byte[] text = new byte[32];
        Arrays.fill(text, (byte) 7);
        signature.initSign(own);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(text);
        return signature.verify(signed);
    }

    @Override
    public String toString() {
        return "a certificate and its key";
    }
}
