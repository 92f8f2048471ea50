package dev.berth.control.link;

import dev.berth.contract.v1.HostWire;
import dev.berth.contract.v1.HostWire.FromHost;
import dev.berth.contract.v1.HostWire.ToHost;
import dev.berth.control.database.Database;
import dev.berth.control.enrolment.HostCertificates;
import dev.berth.control.enrolment.HostCertificates.Holder;
import dev.berth.control.enrolment.ProxyCertificates;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.fleet.EnrolHost;
import dev.berth.control.fleet.HostAgents;
import dev.berth.control.fleet.HostId;
import dev.berth.control.fleet.HostPlace;
import dev.berth.control.fleet.HostTunnels;
import dev.berth.control.fleet.Hosts;
import dev.berth.host.tunnel.TunnelAddress;
import dev.berth.host.wire.ReadingWire;
import dev.berth.host.wire.Times;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams that hosts hold: opened, kept awake, and ended when a host falls silent or may not come any more. */
public final class HostLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostLinks.class);
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration NOTED_SKEW = Duration.ofMillis(500);

    private final Database database;
    private final HostAgents agents;
    private final Clock clock;
    private final Map<HostId, Link> links = new ConcurrentHashMap<>();
    private final Thread watch;
    private volatile boolean closed;

    public HostLinks(Database database, HostAgents agents, Clock clock) {
        this.database = database;
        this.agents = agents;
        this.clock = clock;
        this.watch = Thread.ofVirtual().name("host-links").start(this::watch);
    }

    /** Ends the host's stream, if there is one. */
    public void end(HostId host, String why) {
        Link link = links.get(host);
        if (link != null) link.stream.end(why);
    }

    StreamObserver<FromHost> open(Holder holder, StreamObserver<ToHost> out, Supplier<HostWire.Approvals> approvals) {
        // Without it, to speak to a host that has just left would throw.
        ((ServerCallStreamObserver<ToHost>) out).setOnCancelHandler(() -> {});
        return new Link(holder, new HostStream(out, System::nanoTime), approvals);
    }

    private void watch() {
        while (!closed) {
            try {
                Thread.sleep(PING);
                if (links.isEmpty()) continue;
                Set<HostId> mayCome = database.asPlatform(HostCertificates::inForce);
                List<String> revokedProxies = database.asPlatform(ProxyCertificates::revoked);
                links.forEach((host, link) -> {
                    if (!mayCome.contains(host)) {
                        link.stream.end("the host's certificates are revoked or over");
                    } else {
                        link.tellRevoked(revokedProxies);
                        link.keepAwake();
                    }
                });
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (closed) return;
                LOG.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("certificates were not looked at, streams go on");
                links.values().forEach(Link::keepAwake);
            }
        }
    }

    /** One stream, and the host at its other end once it has said what it is. */
    private final class Link implements StreamObserver<FromHost> {
        private final Holder holder;
        private final HostStream stream;
        private final Supplier<HostWire.Approvals> approvals;
        private volatile Instant pingedAt = Instant.MIN;
        private long pings;
        private Duration skew = Duration.ZERO;
        private boolean measured;
        private HostWire.Approvals told = HostWire.Approvals.getDefaultInstance();
        private @Nullable List<String> toldRevoked;
        private volatile boolean known;

        Link(Holder holder, HostStream stream, Supplier<HostWire.Approvals> approvals) {
            this.holder = holder;
            this.stream = stream;
            this.approvals = approvals;
        }

        void keepAwake() {
            if (stream.silentNanos() > SILENCE.toNanos()) {
                gone("it has said nothing for " + SILENCE.toSeconds() + " s");
                return;
            }
            tellApprovals();
            pingedAt = clock.instant();
            stream.send(ToHost.newBuilder()
                    .setPing(HostWire.Ping.newBuilder().setNumber(++pings))
                    .build());
        }

        private void tellApprovals() {
            HostWire.Approvals newest = approvals.get();
            if (newest.equals(told)) return;
            stream.send(ToHost.newBuilder().setApprovals(newest).build());
            told = newest;
        }

        private synchronized void tellRevoked(List<String> newest) {
            if (newest.equals(toldRevoked)) return;
            stream.send(ToHost.newBuilder()
                    .setRevokedProxies(HostWire.RevokedProxies.newBuilder().addAllSerials(newest))
                    .build());
            toldRevoked = newest;
        }

        @Override
        public void onNext(FromHost message) {
            if (stream.take(message)) return;
            switch (message.getKindCase()) {
                case HELLO -> hello(message.getHello());
                case PONG -> pong(message.getPong());
                case EVENT -> {
                    remote().tell(ReadingWire.from(message.getEvent()));
                    agents.changed();
                }
                default -> LOG.atDebug().log("something that this release does not know was left unheard");
            }
        }

        private void hello(HostWire.Hello hello) {
            try {
                HostWire.Place place = hello.getPlace();
                Optional<TunnelAddress> tunnel = hello.getTunnelAddress().isEmpty()
                        ? Optional.empty()
                        : Optional.of(TunnelAddress.parse(hello.getTunnelAddress()));
                database.doAsPlatform(tx -> {
                    EnrolHost.run(
                            tx,
                            holder.host(),
                            holder.name(),
                            ReadingWire.from(hello.getReport()),
                            new HostPlace(
                                    place.getRegion(),
                                    place.getZone(),
                                    place.getProvider(),
                                    place.getLabelsMap(),
                                    false));
                    HostTunnels.set(tx, holder.host(), tunnel);
                });
            } catch (EnrolHost.EngineChanged | IllegalArgumentException wrong) {
                stream.end(String.valueOf(wrong.getMessage()));
                return;
            }
            known = true;
            tellApprovals();
            tellRevoked(database.asPlatform(ProxyCertificates::revoked));
            links.put(holder.host(), this);
            RemoteHostAgent agent = remote();
            agent.follow(stream);
            agents.add(holder.host(), agent, agent::reached);
            event("host.connected", holder.name() + " holds a stream");
            keepAwake();
        }

        private RemoteHostAgent remote() {
            return agents.find(holder.host())
                    .map(RemoteHostAgent.class::cast)
                    .orElseGet(() -> new RemoteHostAgent(holder.name()));
        }

        /** The host's clock, held against the middle of the way there and back. */
        private void pong(HostWire.Pong pong) {
            if (pong.getNumber() != pings) return;
            Duration way = Duration.between(pingedAt, clock.instant());
            if (way.compareTo(ClockSkew.WARNED) > 0) return; // so slow a way says nothing about a clock
            Duration seen = Duration.between(pingedAt.plus(way.dividedBy(2)), Times.from(pong.getClock()));
            boolean isNews = !measured
                    || seen.minus(skew).abs().compareTo(NOTED_SKEW) > 0
                    || ClockSkew.of(seen) != ClockSkew.of(skew);
            if (!isNews) return;
            measured = true;
            skew = seen;
            database.doAsPlatform(tx -> judge(tx, seen));
        }

        /** How far this process is ahead of the database; nothing, when its time is within the asking's. */
        private Duration aheadOf(DSLContext tx) {
            Instant before = clock.instant();
            Instant theirs = Database.now(tx);
            Instant after = clock.instant();
            if (theirs.isBefore(before)) return Duration.between(theirs, before);
            return theirs.isAfter(after) ? Duration.between(theirs, after) : Duration.ZERO;
        }

        /** By the database's clock, which bills go by: where this process's own is off, no host is blamed for it. */
        private void judge(DSLContext tx, Duration aheadOfUs) {
            Duration ahead = aheadOfUs.plus(aheadOf(tx));
            Hosts.skewed(tx, holder.host(), ahead);
            ClockSkew judged = ClockSkew.of(ahead);
            if (judged != ClockSkew.RIGHT) event(tx, "host.clock-skewed", ClockSkew.words(ahead));
            if (judged == ClockSkew.TOO_FAR && Hosts.cordonForClock(tx, holder.host(), true))
                event(tx, "host.cordoned", ClockSkew.words(ahead) + ", until it is right again");
            if (judged == ClockSkew.RIGHT && Hosts.cordonForClock(tx, holder.host(), false))
                event(tx, "host.uncordoned", "its clock is right again");
        }

        @Override
        public void onError(Throwable failure) {
            gone(String.valueOf(failure.getMessage()));
        }

        @Override
        public void onCompleted() {
            gone("the host ended the stream");
        }

        private void gone(String why) {
            stream.end(why);
            if (!links.remove(holder.host(), this) || !known || closed) return;
            LOG.atWarn()
                    .addKeyValue("host", holder.host())
                    .addKeyValue("reason", why)
                    .log("a host's stream has ended");
            event("host.disconnected", holder.name() + ": " + why);
            agents.changed();
        }

        private void event(String kind, String reason) {
            database.doAsPlatform(tx -> event(tx, kind, reason));
        }

        private void event(DSLContext tx, String kind, String reason) {
            Events.record(
                    tx, new NewEvent(null, new Actor("host-link"), kind, Subject.of("host", holder.host()), reason));
        }
    }

    @Override
    public void close() {
        closed = true;
        watch.interrupt();
        links.values().forEach(link -> link.stream.end("the control plane stops"));
    }
}
