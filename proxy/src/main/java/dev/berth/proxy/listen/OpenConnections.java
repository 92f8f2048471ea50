package dev.berth.proxy.listen;

import dev.berth.proxy.access.SourceRanges;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections that are open, and says which one more is too many. */
final class OpenConnections {
    private static final int NETWORK_OF_IPV6 = 8;

    private final ConnectionLimits limits;
    private final SourceRanges trustedHops;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<ByteBuffer, Integer> byAddress = new ConcurrentHashMap<>();

    /** @param trustedHops which bring everybody's calls, and so have no limit of their own */
    OpenConnections(ConnectionLimits limits, SourceRanges trustedHops) {
        this.limits = limits;
        this.trustedHops = trustedHops;
    }

    enum Verdict {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_FROM_ADDRESS
    }

    int open() {
        return open.get();
    }

    /** What is admitted must leave. */
    Verdict enter(InetAddress from) {
        if (open.incrementAndGet() > limits.total()) {
            open.decrementAndGet();
            return Verdict.TOO_MANY;
        }
        int ofAddress = byAddress.merge(key(from), 1, Integer::sum);
        if (ofAddress <= limits.perAddress() || isTrusted(from)) return Verdict.ADMITTED;
        leave(from);
        return Verdict.TOO_MANY_FROM_ADDRESS;
    }

    void leave(InetAddress from) {
        open.decrementAndGet();
        byAddress.computeIfPresent(key(from), (_, count) -> count == 1 ? null : count - 1);
    }

    private boolean isTrusted(InetAddress from) {
        return !trustedHops.isEmpty() && trustedHops.contain(from.getHostAddress());
    }

    private static ByteBuffer key(InetAddress from) {
        byte[] address = from.getAddress();
        return from instanceof Inet6Address ? ByteBuffer.wrap(address, 0, NETWORK_OF_IPV6) : ByteBuffer.wrap(address);
    }
}
