package dev.berth.proxy.upstream;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/** Who this proxy is to hosts' agents, and which agents it trusts. */
public interface TunnelAccess {
    /** Another one once the certificate was renewed; null: there is none yet. */
    @Nullable
    SslContext now();
}
