package dev.berth.control.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A quantity and what it costs: {@code quantity * price / per}, exact until it is rounded once, here, half to even, to
 * {@value #DECIMALS} decimals. A sum of charges is the sum of these rounded costs, so that lines always add up.
 */
public record Charge(long quantity, BigDecimal price, long per) {
    public static final int DECIMALS = 9;

    public Charge {
        if (quantity < 0) throw new IllegalArgumentException("quantity: " + quantity + " (expected: 0 or more)");
        if (price.signum() < 0) throw new IllegalArgumentException("price: " + price + " (expected: 0 or more)");
        if (per < 1) throw new IllegalArgumentException("per: " + per + " (expected: 1 or more)");
    }

    /** The cost, with exactly {@value #DECIMALS} decimals. */
    public BigDecimal cost() {
        return BigDecimal.valueOf(quantity)
                .multiply(price)
                .divide(BigDecimal.valueOf(per), DECIMALS, RoundingMode.HALF_EVEN);
    }
}
