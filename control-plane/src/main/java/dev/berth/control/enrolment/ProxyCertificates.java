package dev.berth.control.enrolment;

import static dev.berth.migrations.schema.Tables.PROXY_CERTIFICATE;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.host.tunnel.ProxyCertificate;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;

/** Proxies' certificates as issued and revoked. */
public final class ProxyCertificates {
    private ProxyCertificates() {}

    static void add(DSLContext tx, X509Certificate certificate, UUID proxy) {
        tx.insertInto(PROXY_CERTIFICATE)
                .set(PROXY_CERTIFICATE.SERIAL, ProxyCertificate.serial(certificate))
                .set(PROXY_CERTIFICATE.PROXY_ID, proxy)
                .set(PROXY_CERTIFICATE.KEY_SHA256, HostCertificates.sha256(certificate.getPublicKey()))
                .set(PROXY_CERTIFICATE.NOT_AFTER, certificate.getNotAfter().toInstant())
                .execute();
    }

    /** Whether another key is certified as this proxy's now. */
    static boolean isOfAnotherKey(DSLContext tx, UUID proxy, PublicKey key) {
        return tx.fetchExists(
                PROXY_CERTIFICATE,
                PROXY_CERTIFICATE
                        .PROXY_ID
                        .eq(proxy)
                        .and(PROXY_CERTIFICATE.KEY_SHA256.ne(HostCertificates.sha256(key)))
                        .and(PROXY_CERTIFICATE.REVOKED_AT.isNull())
                        .and(PROXY_CERTIFICATE.NOT_AFTER.gt(currentInstant())));
    }

    /** Takes every certificate of the proxy from it; how many were in force. */
    public static int revoke(DSLContext tx, UUID proxy) {
        return tx.update(PROXY_CERTIFICATE)
                .set(PROXY_CERTIFICATE.REVOKED_AT, currentInstant())
                .where(PROXY_CERTIFICATE.PROXY_ID.eq(proxy))
                .and(PROXY_CERTIFICATE.REVOKED_AT.isNull())
                .and(PROXY_CERTIFICATE.NOT_AFTER.gt(currentInstant()))
                .execute();
    }

    /** Serials of those that are revoked, and whose time is not over; in order. */
    public static List<String> revoked(DSLContext tx) {
        return tx.select(PROXY_CERTIFICATE.SERIAL)
                .from(PROXY_CERTIFICATE)
                .where(PROXY_CERTIFICATE.REVOKED_AT.isNotNull())
                .and(PROXY_CERTIFICATE.NOT_AFTER.gt(currentInstant()))
                .orderBy(PROXY_CERTIFICATE.SERIAL)
                .fetch(PROXY_CERTIFICATE.SERIAL);
    }
}
