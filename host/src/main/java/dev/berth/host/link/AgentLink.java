package dev.berth.host.link;

import dev.berth.contract.v1.HostLinkGrpc;
import dev.berth.contract.v1.HostWire;
import dev.berth.contract.v1.HostWire.FromHost;
import dev.berth.contract.v1.HostWire.ToHost;
import dev.berth.host.agent.HostAgent;
import dev.berth.host.engine.Engine;
import dev.berth.host.join.HostIdentity;
import dev.berth.host.tunnel.TunnelAddress;
import dev.berth.host.wire.ReadingWire;
import dev.berth.host.wire.Times;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a stream to the control plane: dials, says who it is, answers; when the stream ends or falls silent, dials again,
 * later and later. Units run on meanwhile.
 */
public final class AgentLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLink.class);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ControlPlaneAddress address;
    private final Supplier<HostIdentity> identity;
    private final HostAgent host;
    private final HostWire.Place place;
    private final Supplier<Optional<TunnelAddress>> tunnel;
    private final Consumer<HostWire.Approvals> approvals;
    private final Consumer<List<String>> revokedProxies;
    private final Clock clock;
    private final String run = UUID.randomUUID().toString();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param identity asked at each dialling, because certificates are renewed
     * @param tunnel asked at each dialling too: where proxies reach this host
     * @param approvals takes each set of approvals that comes
     * @param revokedProxies takes the serials of proxies' certificates that are revoked, whenever they come
     */
    public AgentLink(
            ControlPlaneAddress address,
            Supplier<HostIdentity> identity,
            HostAgent host,
            HostWire.Place place,
            Supplier<Optional<TunnelAddress>> tunnel,
            Consumer<HostWire.Approvals> approvals,
            Consumer<List<String>> revokedProxies,
            Clock clock) {
        this.address = address;
        this.identity = identity;
        this.host = host;
        this.place = place;
        this.tunnel = tunnel;
        this.approvals = approvals;
        this.revokedProxies = revokedProxies;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("agent-link").unstarted(this::keep);
    }

    public AgentLink start() {
        thread.start();
        return this;
    }

    private void keep() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            boolean spoke = attach();
            if (closed) return;
            pause = spoke ? FIRST_PAUSE : later(pause);
            try {
                Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(200)));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static Duration later(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** One stream from its beginning to its end; whether the control plane said anything on it. */
    private boolean attach() {
        var heard = new LinkedBlockingQueue<Heard>();
        ManagedChannel channel = Channels.of(address, identity.get());
        try {
            var out = new Outbox(HostLinkGrpc.newStub(channel).attach(listener(heard)));
            try (var answers = new Answers(host, out);
                    Engine.Watch _ = host.watch(event -> out.say(FromHost.newBuilder()
                            .setEvent(ReadingWire.to(event))
                            .build()))) {
                out.say(FromHost.newBuilder().setHello(hello()).build());
                return follow(heard, answers, out);
            } finally {
                out.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RuntimeException broken) {
            LOG.atWarn()
                    .addKeyValue("controlPlane", address)
                    .addKeyValue("reason", String.valueOf(broken))
                    .log("the control plane was not dialled");
            return false;
        } finally {
            channel.shutdownNow();
        }
    }

    private HostWire.Hello hello() {
        return HostWire.Hello.newBuilder()
                .setReport(ReadingWire.to(host.describe()))
                .setPlace(place)
                .setRun(run)
                .setTunnelAddress(tunnel.get().map(TunnelAddress::toString).orElse(""))
                .build();
    }

    /** What came on a stream: a message, or its end. */
    private sealed interface Heard {
        record Message(ToHost message) implements Heard {}

        record End(String why) implements Heard {}
    }

    private static StreamObserver<ToHost> listener(BlockingQueue<Heard> heard) {
        return new StreamObserver<>() {
            @Override
            public void onNext(ToHost message) {
                heard.add(new Heard.Message(message));
            }

            @Override
            public void onError(Throwable failure) {
                Status status = Status.fromThrowable(failure);
                heard.add(new Heard.End(status.getCode() + ": " + status.getDescription()));
            }

            @Override
            public void onCompleted() {
                heard.add(new Heard.End("the control plane ended the stream"));
            }
        };
    }

    private boolean follow(BlockingQueue<Heard> heard, Answers answers, Outbox out) throws InterruptedException {
        boolean spoke = false;
        while (!closed) {
            Heard next = heard.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            switch (next) {
                case null -> {
                    lost("it has said nothing for " + SILENCE.toSeconds() + " s");
                    return spoke;
                }
                case Heard.End(String why) -> {
                    lost(why);
                    return spoke;
                }
                case Heard.Message(ToHost message) -> {
                    if (!spoke)
                        LOG.atInfo().addKeyValue("controlPlane", address).log("the control plane speaks");
                    spoke = true;
                    take(message, answers, out);
                }
            }
        }
        return spoke;
    }

    private void take(ToHost message, Answers answers, Outbox out) {
        switch (message.getKindCase()) {
            case APPROVALS -> approvals.accept(message.getApprovals());
            case REVOKED_PROXIES ->
                revokedProxies.accept(message.getRevokedProxies().getSerialsList());
            case PING ->
                out.say(FromHost.newBuilder()
                        .setPong(HostWire.Pong.newBuilder()
                                .setNumber(message.getPing().getNumber())
                                .setClock(Times.to(clock.instant())))
                        .build());
            case REQUEST -> answers.take(message.getRequest());
            case CANCEL -> answers.cancel(message.getCancel().getId());
            case MORE ->
                answers.more(message.getMore().getId(), message.getMore().getLines());
            case KIND_NOT_SET -> LOG.atDebug().log("something that this release does not know was left unheard");
        }
    }

    private void lost(String why) {
        LOG.atWarn()
                .addKeyValue("controlPlane", address)
                .addKeyValue("reason", why)
                .log("the control plane is lost; units run on");
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
