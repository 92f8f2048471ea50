package dev.berth.proxy.route;

import com.google.protobuf.ByteString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node that serves calls over HTTP, as the control plane described it.
 *
 * @param sealedCredential {@code user:password} for Basic authentication, sealed; empty: none
 * @param host where it listens, or the agent of its host does
 * @param generation a new one starts with a clean record
 * @param tunnel how it is reached there; null: straight
 */
public record Upstream(
        UpstreamId id,
        String name,
        String host,
        int port,
        String path,
        ByteString sealedCredential,
        int generation,
        @Nullable Tunnel tunnel) {
    public Upstream {
        if (port < 1 || port > 65535) throw new IllegalArgumentException("port: " + port + " (expected: 1-65535)");
    }

    /** Whether the other is this very node at this very place, whatever its credential is sealed with. */
    public boolean isSameAs(Upstream other) {
        return id.equals(other.id)
                && generation == other.generation
                && port == other.port
                && host.equals(other.host)
                && path.equals(other.path)
                && name.equals(other.name)
                && Objects.equals(tunnel, other.tunnel);
    }

    /** What the node is called in the header {@code host}. */
    public String calledAs() {
        return tunnel == null ? host + ":" + port : tunnel.nodeAddress();
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    static Upstream of(dev.berth.contract.v1.Upstream upstream) {
        String address = upstream.getAddress();
        int colon = address.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "address of upstream " + upstream.getName() + ": \"" + address + "\" (expected: host:port)");
        }
        return new Upstream(
                new UpstreamId(upstream.getUpstreamId()),
                upstream.getName(),
                upstream.hasTunnel() ? withoutBrackets(address.substring(0, colon)) : address.substring(0, colon),
                Integer.parseInt(address, colon + 1, address.length(), 10),
                upstream.getPath().isEmpty() ? "/" : upstream.getPath(),
                upstream.getSealedCredential(),
                upstream.getGeneration(),
                upstream.hasTunnel() ? Tunnel.of(upstream.getTunnel()) : null);
    }
}
