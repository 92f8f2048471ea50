package dev.berth.host.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections that proxies have to this host, so many and no more, and who may have one. */
final class Ways {
    private static final Logger LOG = LoggerFactory.getLogger(Ways.class);
    private static final AttributeKey<X509Certificate> HOLDER = AttributeKey.valueOf(Ways.class, "holder");
    private static final int MOST_UNPROVEN = 256;

    private final ChannelGroup all = new DefaultChannelGroup("ways", GlobalEventExecutor.INSTANCE);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger unproven = new AtomicInteger();
    private final int most;
    private final RevokedProxies revoked;
    private final Clock clock;

    Ways(int most, RevokedProxies revoked, Clock clock) {
        this.most = most;
        this.revoked = revoked;
        this.clock = clock;
        revoked.onChange(this::endUnwanted);
    }

    /** Whether there is room for one more, and for one more that has not shown who it is. */
    boolean takes(Channel way) {
        int now = open.incrementAndGet();
        boolean room = now <= most && unproven.incrementAndGet() <= MOST_UNPROVEN;
        way.closeFuture().addListener(_ -> {
            open.decrementAndGet();
            if (now <= most && !way.hasAttr(HOLDER)) unproven.decrementAndGet();
        });
        if (!room && now == most + 1)
            LOG.atWarn().addKeyValue("connections", most).log("the tunnel is full, more connections are not taken");
        return room;
    }

    /** Why whoever shows this certificate is not let in; empty: it is, and the connection is its from now on. */
    Optional<String> refusal(X509Certificate shown, Channel way) {
        Optional<String> refusal = refusal(shown);
        if (refusal.isPresent()) return refusal;
        way.attr(HOLDER).set(shown);
        unproven.decrementAndGet();
        all.add(way);
        return refusal(shown); // which may have been revoked meanwhile
    }

    private Optional<String> refusal(X509Certificate shown) {
        if (!ProxyCertificate.isIn(shown)) return Optional.of("the certificate is not a proxy's");
        if (ProxyCertificate.isOver(shown, clock.instant())) return Optional.of("the certificate is over");
        if (revoked.has(shown)) return Optional.of("the certificate is revoked");
        return Optional.empty();
    }

    /** Ends those whose certificates are worth nothing any more. */
    void endUnwanted() {
        for (Channel way : all) {
            if (refusal(way.attr(HOLDER).get()).isEmpty()) continue;
            var _ = way.close();
        }
    }

    int open() {
        return open.get();
    }

    void close() {
        all.close().awaitUninterruptibly();
    }
}
