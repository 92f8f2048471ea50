package dev.berth.proxy.route;

import com.google.protobuf.ByteString;

/**
 * A node that serves calls over HTTP, as the control plane described it.
 *
 * @param sealedCredential {@code user:password} for Basic authentication, sealed; empty: none
 * @param generation a new one starts with a clean record
 */
public record Upstream(
        UpstreamId id, String name, String host, int port, String path, ByteString sealedCredential, int generation) {
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
                && name.equals(other.name);
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
                address.substring(0, colon),
                Integer.parseInt(address, colon + 1, address.length(), 10),
                upstream.getPath().isEmpty() ? "/" : upstream.getPath(),
                upstream.getSealedCredential(),
                upstream.getGeneration());
    }
}
