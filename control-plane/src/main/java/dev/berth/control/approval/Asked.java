package dev.berth.control.approval;

import dev.berth.control.lease.Lease;
import dev.berth.control.lease.Terms;
import dev.berth.control.placement.Resources;
import dev.berth.control.tenant.TenantId;
import java.math.BigDecimal;

/**
 * What policies look at.
 *
 * @param totalPerHour what all leases of the tenant in the rate's currency cost an hour, with this one
 */
public record Asked(
        TenantId tenant, String template, String size, Resources resources, Lease.Rate rate, BigDecimal totalPerHour) {
    public static Asked of(TenantId tenant, Terms terms, BigDecimal leasedPerHour) {
        return new Asked(
                tenant,
                terms.template(),
                terms.size(),
                terms.resources(),
                terms.rate(),
                leasedPerHour.add(terms.rate().perHour()));
    }
}
