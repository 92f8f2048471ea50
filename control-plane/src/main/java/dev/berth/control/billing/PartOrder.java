package dev.berth.control.billing;

import dev.berth.control.billing.Spend.Part;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which order the parts of a month are listed. Those that are alike in it stand by id, kind and currency. */
public record PartOrder(What what, boolean down) {
    private static final Comparator<Part> APART =
            Comparator.comparing(Part::id).thenComparing(Part::kind).thenComparing(Part::currency);

    /** What is compared. */
    public enum What {
        NAME,
        CALLS,
        UNITS,
        COST
    }

    /** Days as time goes, all else the dearest first. */
    public static PartOrder usual(Spend.By by) {
        return by == Spend.By.DAY ? new PartOrder(What.NAME, false) : new PartOrder(What.COST, true);
    }

    /** As people ask for it: {@code cost}, and the other way round with a dash before. */
    public static PartOrder parse(String text) {
        boolean down = text.startsWith("-");
        return new PartOrder(What.valueOf(text.substring(down ? 1 : 0).toUpperCase(Locale.ROOT)), down);
    }

    /**
     * At most {@code limit} parts with {@code named} in their name or id, behind {@code last}. What has grown since the page before
     * may have been passed over; with the largest first, none comes twice.
     */
    public List<Part> page(List<Part> parts, @Nullable String named, @Nullable Part last, int limit) {
        String wanted = named == null ? "" : named.toLowerCase(Locale.ROOT);
        return parts.stream()
                .filter(part -> part.name().toLowerCase(Locale.ROOT).contains(wanted)
                        || part.id().contains(wanted))
                .filter(part -> last == null || compare(part, last) > 0)
                .sorted(this::compare)
                .limit(limit)
                .toList();
    }

    /** Where a page ends: all of its last part that this order looks at, as text. */
    public String place(Part last) {
        return String.join("\n", last.kind(), last.id(), last.currency(), compared(last));
    }

    /** The part that {@link #place} wrote, as far as this order looks at it; throws IllegalArgumentException when it is nothing like that. */
    public Part at(String place) {
        String[] lines = place.split("\n", 4);
        if (lines.length < 4) throw new IllegalArgumentException(place + " (expected: four lines)");
        String value = lines[3];
        return new Part(
                lines[0],
                lines[1],
                what == What.NAME ? value : "",
                lines[2],
                what == What.CALLS ? Long.parseLong(value) : 0,
                what == What.UNITS ? Long.parseLong(value) : 0,
                what == What.COST ? new BigDecimal(value) : BigDecimal.ZERO);
    }

    private String compared(Part part) {
        return switch (what) {
            case NAME -> part.name();
            case CALLS -> Long.toString(part.calls());
            case UNITS -> Long.toString(part.units());
            case COST -> part.amount().toPlainString();
        };
    }

    private int compare(Part one, Part other) {
        int difference = switch (what) {
            case NAME -> one.name().compareTo(other.name());
            case CALLS -> Long.compare(one.calls(), other.calls());
            case UNITS -> Long.compare(one.units(), other.units());
            case COST -> one.amount().compareTo(other.amount());
        };
        if (difference == 0) return APART.compare(one, other);
        return down ? -difference : difference;
    }
}
