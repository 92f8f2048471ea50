package dev.berth.proxy.feed;

import dev.berth.contract.v1.DeniedChunk;
import dev.berth.contract.v1.FeedUpdate;
import dev.berth.contract.v1.FeedVersions;
import dev.berth.contract.v1.Hello;
import dev.berth.proxy.access.AccessHolder;
import dev.berth.proxy.link.ProxyId;
import dev.berth.proxy.route.RoutingSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was heard from the feed, on disk and in force. Opening it puts in force what an earlier process had heard. */
public final class FeedState implements AutoCloseable {
    private final AccessState access;
    private final DeniedState denied;
    private final RoutingState routing;
    private final KnownProxies proxies;

    private FeedState(AccessState access, DeniedState denied, RoutingState routing, KnownProxies proxies) {
        this.access = access;
        this.denied = denied;
        this.routing = routing;
        this.proxies = proxies;
    }

    /** Puts in force what the folder has. */
    public static FeedState open(Path folder, AccessHolder access, RoutingSink routing) throws IOException {
        Files.createDirectories(folder);
        DeniedState denied = DeniedState.open(folder.resolve("denied.log"), access);
        return new FeedState(
                AccessState.open(folder.resolve("access.log"), access),
                denied,
                RoutingState.open(folder.resolve("routing"), routing),
                KnownProxies.open(folder.resolve("proxies")));
    }

    Hello hello(ProxyId proxy) {
        return Hello.newBuilder()
                .setProxyId(proxy.toString())
                .setIncarnation(access.incarnation())
                .setApplied(versions())
                .build();
    }

    FeedVersions versions() {
        String incarnation = access.incarnation();
        return FeedVersions.newBuilder()
                .setRouting(routing.version(incarnation))
                .setAccess(access.version())
                .setDenied(denied.version(incarnation))
                .build();
    }

    /** How many proxies share each limit. */
    int proxies() {
        return proxies.count();
    }

    /** Ahead of {@link #apply}, which may be waiting for the disk; callable from any thread. */
    void denyAtOnce(DeniedChunk chunk) {
        denied.deny(chunk);
    }

    /** In force when this returns, and kept. Whether the control plane waits to hear of it. */
    boolean apply(FeedUpdate update) throws IOException {
        return switch (update.getKindCase()) {
            case WELCOME -> {
                proxies.heardOf(update.getWelcome().getProxies());
                denied.welcome(update.getWelcome().getIncarnation());
                access.welcome(update.getWelcome().getIncarnation());
                yield false;
            }
            case ROUTING -> {
                routing.apply(access.incarnation(), update.getRouting());
                yield true;
            }
            case ACCESS -> {
                access.apply(update.getAccess());
                yield true;
            }
            case DENIED -> {
                denied.apply(update.getDenied());
                yield true;
            }
            case HEARTBEAT -> {
                proxies.heardOf(update.getHeartbeat().getProxies());
                access.heardOf(update.getHeartbeat().getCurrent().getAccess());
                yield false;
            }
            case SHARES, HEADS, KIND_NOT_SET -> false;
        };
    }

    @Override
    public void close() throws IOException {
        access.close();
        denied.close();
    }
}
