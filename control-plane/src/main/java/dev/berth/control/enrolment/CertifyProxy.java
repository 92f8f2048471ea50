package dev.berth.control.enrolment;

import dev.berth.control.database.Database;
import dev.berth.control.enrolment.HostAuthority.WrongRequest;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.UUID;

/** Certifies whoever holds the proxy token as the proxy that it says it is, for the tunnels of hosts. */
public final class CertifyProxy {
    private final Database database;
    private final HostAuthority authority;
    private final Duration life;

    /** @param life of a certificate; a proxy renews its own after a third of it */
    public CertifyProxy(Database database, HostAuthority authority, Duration life) {
        this.database = database;
        this.authority = authority;
        this.life = life;
    }

    /** What became of it. */
    public sealed interface Outcome {
        record Certified(X509Certificate certificate, X509Certificate authority) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    public Outcome run(UUID proxy, byte[] request) {
        return database.asPlatform(tx -> {
            try {
                if (ProxyCertificates.isOfAnotherKey(tx, proxy, HostAuthority.keyOf(request)))
                    return new Outcome.Refused("proxy " + proxy + " is certified with another key");
                X509Certificate certificate = authority.proxy(request, proxy, Database.now(tx), life);
                ProxyCertificates.add(tx, certificate, proxy);
                Events.record(
                        tx,
                        new NewEvent(
                                null,
                                new Actor("enrolment"),
                                "proxy.certified",
                                Subject.of("proxy", proxy),
                                "until " + certificate.getNotAfter().toInstant()));
                return new Outcome.Certified(certificate, authority.certificate());
            } catch (WrongRequest wrong) {
                return new Outcome.Refused(String.valueOf(wrong.getMessage()));
            }
        });
    }
}
