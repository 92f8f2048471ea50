package dev.berth.control.billing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Splits an amount so that the parts add up to it. */
final class Shares {
    private Shares() {}

    /**
     * The parts of {@code total} in proportion to {@code weights}, with as many decimals as it has: each is rounded down,
     * and what is left goes, one smallest unit each, to the largest remainders, the first of equal ones first.
     */
    static List<BigDecimal> of(BigDecimal total, List<Long> weights) {
        BigInteger units = total.unscaledValue();
        BigInteger sum = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.signum() == 0) {
            if (units.signum() != 0)
                throw new IllegalArgumentException("total: " + total + " of nothing (expected: 0)");
            return weights.stream().map(_ -> total).toList();
        }
        var parts = new ArrayList<BigInteger>();
        var remainders = new ArrayList<BigInteger>();
        for (long weight : weights) {
            BigInteger[] part = units.multiply(BigInteger.valueOf(weight)).divideAndRemainder(sum);
            parts.add(part[0]);
            remainders.add(part[1]);
        }
        int left = units.subtract(parts.stream().reduce(BigInteger.ZERO, BigInteger::add))
                .intValueExact();
        IntStream.range(0, weights.size())
                .boxed()
                .sorted(Comparator.comparing(remainders::get).reversed())
                .limit(left)
                .forEach(i -> parts.set(i, parts.get(i).add(BigInteger.ONE)));
        return parts.stream().map(part -> new BigDecimal(part, total.scale())).toList();
    }
}
