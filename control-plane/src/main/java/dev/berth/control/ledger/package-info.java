/** What tenants have paid in, what their prepaid leases hold and cost, and every amount that moved. Start at {@link Escrow}. */
@NullMarked
package dev.berth.control.ledger;

import org.jspecify.annotations.NullMarked;
