package dev.berth.control.enrolment;

import dev.berth.control.database.Database;
import dev.berth.control.enrolment.HostAuthority.WrongRequest;
import dev.berth.control.enrolment.HostCertificates.Holder;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.HostId;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jooq.DSLContext;

/** Certifies hosts: whoever has a good token, and from then on whoever has the key that was certified before. */
public final class JoinHost {
    private static final Actor ENROLMENT = new Actor("enrolment");

    private final Database database;
    private final HostAuthority authority;
    private final Duration life;

    /** @param life of a certificate; a host renews its own after a third of it */
    public JoinHost(Database database, HostAuthority authority, Duration life) {
        this.database = database;
        this.authority = authority;
        this.life = life;
    }

    /** What became of it. */
    public sealed interface Outcome {
        record Certified(Holder holder, X509Certificate certificate, Instant now) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    /**
     * A machine joins: what certificates the host had before are revoked with that. A token that was used is good again for the
     * very key that it was used for, while that is in force: the answer may not have come.
     */
    public Outcome join(String tokenId, String secret, byte[] request) {
        return database.asPlatform(tx -> {
            Instant now = Database.now(tx);
            return switch (JoinTokens.use(tx, tokenId, secret, now)) {
                case JoinTokens.Use.Unknown _ -> new Outcome.Refused("the token is not known");
                case JoinTokens.Use.Spent(String hostName, String why) -> {
                    Optional<Holder> same = HostCertificates.holderOf(tx, hostName, keyOf(request));
                    if (same.isPresent()) yield certify(tx, same.get(), request, now, "host.joined");
                    event(tx, "host.join-refused", new Subject("host-token", tokenId), hostName + ": " + why);
                    yield new Outcome.Refused(why);
                }
                case JoinTokens.Use.Good(String hostName) -> {
                    var holder = new Holder(HostCertificates.idFor(tx, hostName), hostName);
                    HostCertificates.revoke(tx, holder.host());
                    yield certify(tx, holder, request, now, "host.joined");
                }
            };
        });
    }

    /** A host comes again with the key that its certificate is for. */
    public Outcome renew(X509Certificate current, byte[] request) {
        return database.asPlatform(tx -> {
            var holder = HostCertificates.holder(tx, current);
            if (holder.isEmpty()) return new Outcome.Refused("the certificate is not in force");
            try {
                PublicKey asked = HostAuthority.keyOf(request);
                if (!MessageDigest.isEqual(
                        HostCertificates.sha256(asked), HostCertificates.sha256(current.getPublicKey())))
                    return new Outcome.Refused("another key than the one that joined");
            } catch (WrongRequest wrong) {
                return new Outcome.Refused(String.valueOf(wrong.getMessage()));
            }
            return certify(tx, holder.get(), request, Database.now(tx), "host.certificate-renewed");
        });
    }

    private static Optional<PublicKey> keyOf(byte[] request) {
        try {
            return Optional.of(HostAuthority.keyOf(request));
        } catch (WrongRequest wrong) {
            return Optional.empty();
        }
    }

    private Outcome certify(DSLContext tx, Holder holder, byte[] request, Instant now, String kind) {
        try {
            X509Certificate certificate = authority.host(request, holder.host(), now, life);
            HostCertificates.add(tx, certificate, holder);
            event(
                    tx,
                    kind,
                    Subject.of("host", holder.host()),
                    holder.name() + " until " + certificate.getNotAfter().toInstant());
            return new Outcome.Certified(holder, certificate, now);
        } catch (WrongRequest wrong) {
            return new Outcome.Refused(String.valueOf(wrong.getMessage()));
        }
    }

    /** Takes its certificates from a host; its open stream is the caller's to end. */
    public static int revoke(DSLContext tx, HostId host) {
        return HostCertificates.revoke(tx, host);
    }

    private static void event(DSLContext tx, String kind, Subject subject, String reason) {
        Events.record(tx, new NewEvent(null, ENROLMENT, kind, subject, reason));
    }
}
