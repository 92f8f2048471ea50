package dev.berth.host.tunnel;

import dev.berth.host.join.HostIdentity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS as the host that this agent is; with its newest certificate, and with nobody whom the authority has not certified. */
final class ShownCertificate {
    private final Supplier<HostIdentity> identity;
    private @Nullable X509Certificate shown;
    private @Nullable SslContext context;

    ShownCertificate(Supplier<HostIdentity> identity) {
        this.identity = identity;
    }

    synchronized SslContext now() {
        HostIdentity host = identity.get();
        SslContext made = context;
        if (made != null && host.certificate().equals(shown)) return made;
        try {
            made = SslContextBuilder.forServer(host.key(), host.certificate())
                    .sslProvider(SslProvider.JDK)
                    .trustManager(host.authority())
                    .clientAuth(ClientAuth.REQUIRE)
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException impossible) {
            throw new IllegalStateException("this Java has no TLS 1.3", impossible);
        }
        shown = host.certificate();
        context = made;
        return made;
    }
}
