package dev.berth.control.placement;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** What is missing, in words such as "2.0 GiB of memory short". */
public final class Shortage {
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
    private static final BigDecimal MIB = BigDecimal.valueOf(1L << 20);

    private Shortage() {}

    /** One phrase for each dimension in which there is less than needed; empty when it fits. */
    public static List<String> of(Resources need, Resources there) {
        var phrases = new ArrayList<String>();
        add(phrases, need, there);
        return phrases;
    }

    /** As {@link #of}, after what is in {@code phrases} already. */
    static void add(List<String> phrases, Resources need, Resources there) {
        if (need.cpuMillis() > there.cpuMillis())
            phrases.add(cores(need.cpuMillis() - there.cpuMillis()) + " of CPU short");
        if (need.memoryBytes() > there.memoryBytes())
            phrases.add(bytes(need.memoryBytes() - there.memoryBytes()) + " of memory short");
        if (need.diskBytes() > there.diskBytes())
            phrases.add(bytes(need.diskBytes() - there.diskBytes()) + " of disk short");
        if (need.gpu() > there.gpu()) phrases.add((need.gpu() - there.gpu()) + " GPU short");
    }

    private static String cores(long millis) {
        return BigDecimal.valueOf(millis)
                        .divide(BigDecimal.valueOf(1000))
                        .stripTrailingZeros()
                        .toPlainString() + " cores";
    }

    /** {@code 2.0 GiB}, rounded up, so that a shortage is never shown as nothing. */
    public static String bytes(long bytes) {
        boolean large = bytes >= GIB.longValue() / 10;
        return BigDecimal.valueOf(bytes).divide(large ? GIB : MIB, 1, RoundingMode.CEILING) + (large ? " GiB" : " MiB");
    }
}
