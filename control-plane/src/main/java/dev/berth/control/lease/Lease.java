package dev.berth.control.lease;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.placement.Resources;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a node holds of a host, at what price, since when.
 *
 * @param held nothing once the lease has ended
 * @param subnet of the node's own network or of its pool's on the host
 */
public record Lease(
        LeaseId id,
        RequestId request,
        TenantId tenant,
        NodeId node,
        HostId host,
        String hostName,
        State state,
        Rate rate,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<String> closeReason,
        Resources held,
        List<LeasedPort> ports,
        Optional<String> subnet) {
    /** How far it has come. */
    public enum State {
        ACTIVE,
        NOTICE,
        GRACE,
        ENDED
    }

    /** What an hour of a ready node costs, and the platform's share in hundredths of a percent. */
    public record Rate(String currency, BigDecimal perHour, int platformFeeBps) {}

    public Lease {
        ports = List.copyOf(ports);
    }
}
