package dev.berth.control.link;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The certificate that whoever calls has shown, and TLS has verified. */
final class Peer implements ServerInterceptor {
    private static final Context.Key<Optional<X509Certificate>> SHOWN = Context.key("peer");

    /** Of the call that this thread serves; empty when none was shown. */
    static Optional<X509Certificate> certificate() {
        Optional<X509Certificate> shown = SHOWN.get();
        return shown == null ? Optional.empty() : shown;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        return Contexts.interceptCall(Context.current().withValue(SHOWN, shown(session)), call, headers, next);
    }

    private static Optional<X509Certificate> shown(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }
}
