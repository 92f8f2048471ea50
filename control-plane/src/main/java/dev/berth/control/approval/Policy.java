package dev.berth.control.approval;

import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A rule of the operator's: what it is about, up to where, and what is decided then. Every condition is to be met. */
public record Policy(
        String name,
        int position,
        Optional<TenantId> tenant,
        Optional<String> template,
        Optional<String> size,
        Most most,
        Decision decision,
        String reason,
        String changedBy,
        Instant changedAt) {
    /** What a policy decides. */
    public sealed interface Decision {
        record Approve() implements Decision {}

        /** A person decides, within that time. */
        record Ask(Duration within) implements Decision {
            public Ask {
                if (!within.isPositive())
                    throw new IllegalArgumentException("within: " + within + " (expected: more than nothing)");
            }
        }

        record Refuse() implements Decision {}
    }

    /** Up to what a policy holds; nothing where it does not matter. */
    public record Most(
            Optional<Long> cpuMillis, Optional<Long> memoryBytes, Optional<Long> diskBytes, Optional<Spend> spend) {}

    /**
     * Up to what cost a policy holds; it says nothing of other currencies, and does not hold for them.
     *
     * @param perHour of the node
     * @param totalPerHour of all that the tenant leases, the node included
     */
    public record Spend(String currency, Optional<BigDecimal> perHour, Optional<BigDecimal> totalPerHour) {
        public Spend {
            if (perHour.isEmpty() && totalPerHour.isEmpty())
                throw new IllegalArgumentException("spend: no bound (expected: perHour, totalPerHour or both)");
        }
    }

    /** Whether it is about such a request at all, however large. */
    boolean concerns(Asked asked) {
        return tenant.filter(of -> !of.equals(asked.tenant())).isEmpty()
                && template.filter(of -> !of.equals(asked.template())).isEmpty()
                && size.filter(of -> !of.equals(asked.size())).isEmpty();
    }

    /** By what the request is more than the policy is for, in words; empty when it holds. */
    List<String> exceeded(Asked asked) {
        var exceeded = new ArrayList<String>();
        more(exceeded, "CPU", asked.resources().cpuMillis(), most.cpuMillis(), " m");
        more(exceeded, "memory", asked.resources().memoryBytes(), most.memoryBytes(), " bytes");
        more(exceeded, "disk", asked.resources().diskBytes(), most.diskBytes(), " bytes");
        most.spend().ifPresent(spend -> {
            if (!spend.currency().equals(asked.rate().currency()))
                exceeded.add("a price in " + asked.rate().currency() + ", and it speaks of " + spend.currency());
            else {
                more(exceeded, "cost an hour", asked.rate().perHour(), spend.perHour());
                more(exceeded, "cost an hour of all the tenant's leases", asked.totalPerHour(), spend.totalPerHour());
            }
        });
        return exceeded;
    }

    private static void more(List<String> exceeded, String what, long asked, Optional<Long> most, String unit) {
        most.filter(bound -> asked > bound)
                .ifPresent(bound -> exceeded.add(what + " " + asked + unit + ", at most " + bound));
    }

    private static void more(List<String> exceeded, String what, BigDecimal asked, Optional<BigDecimal> most) {
        most.filter(bound -> asked.compareTo(bound) > 0)
                .ifPresent(bound -> exceeded.add(what + " " + plain(asked) + ", at most " + plain(bound)));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
