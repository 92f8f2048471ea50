package dev.berth.proxy.access;

import dev.berth.contract.v1.AccessEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call an endpoint, and what for: every kind that has entries must be met, by one of its entries.
 *
 * @param contracts addresses in lower case; empty allows every contract
 * @param dryRun what is not allowed is only noted
 */
public record Allowlists(
        MethodPatterns methods, OriginPatterns origins, SourceRanges sources, Set<String> contracts, boolean dryRun) {

    static Allowlists of(AccessEntry entry) {
        var contracts = new HashSet<String>();
        entry.getAllowedContractsList().forEach(address -> contracts.add(address.toLowerCase(Locale.ROOT)));
        return new Allowlists(
                MethodPatterns.of(entry.getAllowedMethodsList()),
                OriginPatterns.of(entry.getAllowedOriginsList()),
                SourceRanges.of(entry.getAllowedSourcesList()),
                Set.copyOf(contracts),
                entry.getListsDryRun());
    }

    /**
     * Whether all the contracts that a call asks are allowed.
     *
     * @param asked addresses as the call has them; null: the call names none, and asks whichever there are
     */
    public boolean allowContracts(@Nullable List<String> asked) {
        if (contracts.isEmpty()) return true;
        if (asked == null || asked.isEmpty()) return false;
        for (String address : asked) {
            if (!contracts.contains(address.toLowerCase(Locale.ROOT))) return false;
        }
        return true;
    }
}
