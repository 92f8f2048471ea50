package dev.berth.control.endpoint;

import inet.ipaddr.IPAddressString;
import java.util.List;
import java.util.Optional;

/**
 * Who may call an endpoint, and what for: every kind that has entries must be met, by one of its entries.
 *
 * @param methods exact names, or beginnings with a trailing {@code *}
 * @param origins {@code [scheme://]host[:port]} of web pages; the host may begin with {@code *.}
 * @param sources addresses that calls come from, or ranges in CIDR notation
 * @param contracts addresses, for methods that ask a contract
 * @param dryRun refuse nothing, only say what would have been refused
 */
public record Allowlists(
        List<String> methods, List<String> origins, List<String> sources, List<String> contracts, boolean dryRun) {
    public static final Allowlists NONE = new Allowlists(List.of(), List.of(), List.of(), List.of(), false);

    public Allowlists {
        methods = List.copyOf(methods);
        origins = List.copyOf(origins);
        sources = List.copyOf(sources);
        contracts = List.copyOf(contracts);
        notARange(sources).ifPresent(source -> {
            throw new IllegalArgumentException("source: " + source + " (expected: an address or a CIDR range)");
        });
    }

    /** The first of these that is neither an address nor a range. */
    public static Optional<String> notARange(List<String> sources) {
        return sources.stream()
                .filter(source -> new IPAddressString(source).getAddress() == null)
                .findFirst();
    }
}
