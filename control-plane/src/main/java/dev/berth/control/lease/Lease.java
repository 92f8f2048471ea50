package dev.berth.control.lease;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import dev.berth.control.placement.Resources;
import dev.berth.control.tenant.Agreement;
import dev.berth.control.tenant.Funding;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a node holds of a host, at what price, since when.
 *
 * @param ending why it is about to end: its node is being taken down for that
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
        LeaseState state,
        Optional<LeaseState.Cause> ending,
        Rate rate,
        Agreement agreement,
        Instant startedAt,
        Resources held,
        List<LeasedPort> ports,
        Optional<String> subnet) {
    /** What an hour of a ready node costs, and the platform's share in hundredths of a percent. */
    public record Rate(String currency, BigDecimal perHour, int platformFeeBps) {
        /** However many zeros they end with. */
        boolean sameAs(Rate other) {
            return currency.equals(other.currency)
                    && perHour.compareTo(other.perHour) == 0
                    && platformFeeBps == other.platformFeeBps;
        }

        /** For people: {@code 0.02 EUR/hour}. */
        String text() {
            String amount =
                    perHour.signum() == 0 ? "0" : perHour.stripTrailingZeros().toPlainString();
            return amount + " " + currency + "/hour" + (platformFeeBps == 0 ? "" : ", fee " + platformFeeBps + " bps");
        }
    }

    public Lease {
        ports = List.copyOf(ports);
    }

    public boolean prepaid() {
        return agreement.funding() == Funding.PREPAID;
    }

    /** It holds the place of a node's data and nothing that a unit could run with. */
    public boolean ofData() {
        return endedAt().isEmpty() && held.cpuMillis() == 0 && held.memoryBytes() == 0;
    }

    /** Its node is not to run, because nothing pays for it. */
    public boolean withoutFunds() {
        return state instanceof LeaseState.Grace;
    }

    public Optional<Instant> endedAt() {
        return state instanceof LeaseState.Ended ended ? Optional.of(ended.at()) : Optional.empty();
    }

    public Optional<String> closeReason() {
        return state instanceof LeaseState.Ended ended ? Optional.of(ended.reason()) : Optional.empty();
    }

    /** When it ends if nobody does anything. */
    public Optional<Instant> endsAt() {
        return switch (state) {
            case LeaseState.Active _, LeaseState.Ended _ -> Optional.empty();
            case LeaseState.Notice notice -> Optional.of(notice.endsAt());
            case LeaseState.Grace grace ->
                Optional.of(grace.notice()
                        .map(LeaseState.Notice::endsAt)
                        .filter(noticed -> noticed.isBefore(grace.endsAt()))
                        .orElse(grace.endsAt()));
        };
    }
}
