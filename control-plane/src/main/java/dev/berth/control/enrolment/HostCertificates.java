package dev.berth.control.enrolment;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.HOST_CERTIFICATE;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.max;

import dev.berth.control.fleet.HostId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;

/** Hosts' certificates as issued and revoked. */
public final class HostCertificates {
    private HostCertificates() {}

    /** Whom a certificate names. */
    public record Holder(HostId host, String name) {}

    static void add(DSLContext tx, X509Certificate certificate, Holder holder) {
        tx.insertInto(HOST_CERTIFICATE)
                .set(HOST_CERTIFICATE.SERIAL, serial(certificate))
                .set(HOST_CERTIFICATE.HOST_ID, holder.host().value())
                .set(HOST_CERTIFICATE.HOST_NAME, holder.name())
                .set(HOST_CERTIFICATE.KEY_SHA256, sha256(certificate.getPublicKey()))
                .set(HOST_CERTIFICATE.NOT_AFTER, certificate.getNotAfter().toInstant())
                .execute();
    }

    /** Whose certificate it is; empty when it is revoked, over, or not one of ours. */
    public static Optional<Holder> holder(DSLContext tx, X509Certificate certificate) {
        return tx.selectFrom(HOST_CERTIFICATE)
                .where(HOST_CERTIFICATE.SERIAL.eq(serial(certificate)))
                .and(HOST_CERTIFICATE.REVOKED_AT.isNull())
                .and(HOST_CERTIFICATE.NOT_AFTER.gt(currentInstant()))
                .fetchOptional(row -> new Holder(new HostId(row.getHostId()), row.getHostName()));
    }

    /** The host of that name, if it has a certificate for the key that is in force. */
    static Optional<Holder> holderOf(DSLContext tx, String name, Optional<PublicKey> key) {
        if (key.isEmpty()) return Optional.empty();
        return tx.selectFrom(HOST_CERTIFICATE)
                .where(HOST_CERTIFICATE.HOST_NAME.eq(name))
                .and(HOST_CERTIFICATE.KEY_SHA256.eq(sha256(key.get())))
                .and(HOST_CERTIFICATE.REVOKED_AT.isNull())
                .and(HOST_CERTIFICATE.NOT_AFTER.gt(currentInstant()))
                .limit(1)
                .fetchOptional(row -> new Holder(new HostId(row.getHostId()), row.getHostName()));
    }

    /** The hosts that have a certificate in force. */
    public static Set<HostId> inForce(DSLContext tx) {
        return tx.selectDistinct(HOST_CERTIFICATE.HOST_ID)
                .from(HOST_CERTIFICATE)
                .where(HOST_CERTIFICATE.REVOKED_AT.isNull())
                .and(HOST_CERTIFICATE.NOT_AFTER.gt(currentInstant()))
                .fetchSet(row -> new HostId(row.value1()));
    }

    /** Until when each host may come; a host whose certificates were all revoked is not in it. */
    public static Map<HostId, Instant> until(DSLContext tx) {
        var until = new HashMap<HostId, Instant>();
        var newest = max(HOST_CERTIFICATE.NOT_AFTER);
        tx.select(HOST_CERTIFICATE.HOST_ID, newest)
                .from(HOST_CERTIFICATE)
                .where(HOST_CERTIFICATE.REVOKED_AT.isNull())
                .groupBy(HOST_CERTIFICATE.HOST_ID)
                .forEach(row -> until.put(new HostId(row.value1()), row.value2()));
        return until;
    }

    /** Takes every certificate of the host from it; how many were in force. */
    static int revoke(DSLContext tx, HostId host) {
        return tx.update(HOST_CERTIFICATE)
                .set(HOST_CERTIFICATE.REVOKED_AT, currentInstant())
                .where(HOST_CERTIFICATE.HOST_ID.eq(host.value()))
                .and(HOST_CERTIFICATE.REVOKED_AT.isNull())
                .execute();
    }

    /** The id that a host of this name has, or will have: a host that joins again is the same host. */
    static HostId idFor(DSLContext tx, String name) {
        return tx.select(HOST.HOST_ID)
                .from(HOST)
                .where(HOST.NAME.eq(name))
                .fetchOptional(row -> new HostId(row.value1()))
                .or(() -> tx.select(HOST_CERTIFICATE.HOST_ID)
                        .from(HOST_CERTIFICATE)
                        .where(HOST_CERTIFICATE.HOST_NAME.eq(name))
                        .limit(1)
                        .fetchOptional(row -> new HostId(row.value1())))
                .orElseGet(() -> new HostId(UUID.randomUUID()));
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    static byte[] sha256(PublicKey key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
