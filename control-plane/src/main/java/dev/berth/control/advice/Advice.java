package dev.berth.control.advice;

import dev.berth.control.placement.Shortage;
import dev.berth.control.template.Size;
import dev.berth.control.template.Template;
import dev.berth.control.template.UnitRule;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the owner of a node should do about one of its units, in words. Pure.
 *
 * @param size of the template, that is advised
 */
public record Advice(Code code, String unit, String text, Optional<String> size) {
    private static final String USUALLY = "clients look for damage themselves when they start; if it does not become"
            + " ready, its log says why, and a node that is made anew syncs again";

    /** What it is about. */
    public enum Code {
        /** It ended for want of memory. Stands for as long as the node does: its size does not change. */
        OUT_OF_MEMORY,
        /** It was killed, and may have damaged its data. Stands until the node is ready again. */
        UNCLEAN_SHUTDOWN
    }

    /** The next size that gives the unit more memory, of those for the network. */
    public static Advice outOfMemory(Template template, String network, String sizeName, String unit) {
        long has = memory(Objects.requireNonNull(template.sizes().get(sizeName)), unit);
        Optional<Map.Entry<String, Size>> next = template.sizes().entrySet().stream()
                .filter(size -> size.getValue().fits(network) && memory(size.getValue(), unit) > has)
                .min(Comparator.comparingLong(size -> memory(size.getValue(), unit)));
        String came =
                unit + " ran out of the " + Shortage.bytes(has) + " of memory that size " + sizeName + " gives it; ";
        String advice = next.map(size -> "size " + size.getKey() + " gives it "
                        + Shortage.bytes(memory(size.getValue(), unit))
                        + ": create a node of that size, and delete this one")
                .orElse("no size of its template gives it more: ask for less of it at once");
        return new Advice(Code.OUT_OF_MEMORY, unit, came + advice, next.map(Map.Entry::getKey));
    }

    private static long memory(Size size, String unit) {
        Size.Share share = size.units().get(unit);
        return share == null ? 0 : share.memoryBytes();
    }

    /** What the template says of a unit that was killed. */
    public static Advice uncleanShutdown(Template template, String unit) {
        UnitRule rule = template.units().get(unit);
        String hint = rule == null || rule.repair() == null ? USUALLY : rule.repair();
        return new Advice(
                Code.UNCLEAN_SHUTDOWN,
                unit,
                unit + " was killed before it had ended in good order; " + hint,
                Optional.empty());
    }
}
