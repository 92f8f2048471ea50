package dev.berth.proxy.identity;

import com.google.protobuf.ByteString;
import dev.berth.contract.v1.CertifyRequest;
import dev.berth.contract.v1.ProxyIdentityGrpc;
import dev.berth.proxy.link.Backoff;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.link.StepThread;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane for a certificate at each start, because the one that is held may have been revoked meanwhile, and again once
 * a third of its life is over.
 */
public final class KeepIdentity implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeepIdentity.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final ProxyIdentityGrpc.ProxyIdentityBlockingStub controlPlane;
    private final ProxyId proxy;
    private final TunnelIdentity identity;
    private final InstantSource clock;
    private final StepThread thread = new StepThread("tunnel-identity");
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), LOOK, ThreadLocalRandom.current());
    private boolean failing;

    private KeepIdentity(Channel channel, ProxyId proxy, TunnelIdentity identity, InstantSource clock) {
        this.controlPlane = ProxyIdentityGrpc.newBlockingStub(channel);
        this.proxy = proxy;
        this.identity = identity;
        this.clock = clock;
    }

    public static KeepIdentity start(Channel channel, ProxyId proxy, TunnelIdentity identity, InstantSource clock) {
        var keep = new KeepIdentity(channel, proxy, identity, clock);
        keep.thread.next(keep::ask);
        return keep;
    }

    private void look() {
        Instant now = clock.instant();
        if (identity.renewAt().filter(now::isBefore).isPresent()) thread.after(LOOK, this::look);
        else ask();
    }

    private void ask() {
        try {
            identity.take(controlPlane
                    .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .certify(CertifyRequest.newBuilder()
                            .setProxyId(proxy.toString())
                            .setCsr(ByteString.copyFrom(identity.request()))
                            .build()));
            backoff.reset();
            failing = false;
            log.atInfo().addKeyValue("until", identity.until().orElseThrow()).log("certified for the tunnels of hosts");
            thread.after(LOOK, this::look);
        } catch (StatusRuntimeException | IOException e) {
            if (!failing)
                log.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .addKeyValue(
                                "until", identity.until().map(Instant::toString).orElse("none is held"))
                        .log("not certified for the tunnels of hosts, trying again");
            failing = true;
            thread.after(backoff.next(), this::ask);
        }
    }

    @Override
    public void close() {
        thread.last(() -> {});
    }
}
