package dev.berth.host.tunnel;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** What makes a certificate of the platform's authority a proxy's: a name that only proxies get. */
public final class ProxyCertificate {
    /** What the names of proxies end with. */
    public static final String NAME_ENDING = ".proxy.berth.internal";

    private static final Integer DNS_NAME = 2;

    private ProxyCertificate() {}

    /** What names it among all that the authority has signed, in lower-case hex. */
    public static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    static boolean isIn(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.size() == 1
                    && names.stream()
                            .allMatch(name -> Objects.equals(name.getFirst(), DNS_NAME)
                                    && String.valueOf(name.get(1)).endsWith(NAME_ENDING));
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    static boolean isOver(X509Certificate certificate, Instant now) {
        return now.isAfter(certificate.getNotAfter().toInstant())
                || now.isBefore(certificate.getNotBefore().toInstant());
    }
}
