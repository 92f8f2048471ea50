package dev.berth.proxy.access;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/**
 * What a verified token allows, and until when.
 *
 * @param maxBatchItems 0: it does not say
 */
record Claims(Allowlists lists, int maxBatchItems, Instant until) {
    private static final String METHODS = "berth.methods";
    private static final String CONTRACTS = "berth.contracts";
    private static final String MAX_BATCH_ITEMS = "berth.maxBatchItems";

    /** @throws MalformedClaimException when a claim of ours is not of its form, or allows nothing */
    static Claims of(JwtClaims token, Instant until) throws MalformedClaimException {
        List<String> methods = texts(token, METHODS);
        Set<String> contracts = new HashSet<>();
        for (String address : texts(token, CONTRACTS)) contracts.add(address.toLowerCase(Locale.ROOT));
        var lists = new Allowlists(
                MethodPatterns.of(methods),
                OriginPatterns.of(List.of()),
                SourceRanges.of(List.of()),
                Set.copyOf(contracts),
                false);
        return new Claims(lists, items(token), until);
    }

    private static List<String> texts(JwtClaims token, String name) throws MalformedClaimException {
        if (!token.hasClaim(name)) return List.of();
        List<String> texts = token.getStringListClaimValue(name);
        if (texts == null || texts.isEmpty() || texts.stream().anyMatch(text -> text == null || text.isBlank()))
            throw new MalformedClaimException(name + ": " + texts + " (expected: texts, at least one)");
        return texts;
    }

    private static int items(JwtClaims token) throws MalformedClaimException {
        if (!token.hasClaim(MAX_BATCH_ITEMS)) return 0;
        Number items = token.getClaimValue(MAX_BATCH_ITEMS, Number.class);
        if (items == null || items.doubleValue() != items.intValue() || items.intValue() < 1)
            throw new MalformedClaimException(MAX_BATCH_ITEMS + ": " + items + " (expected: a number from 1)");
        return items.intValue();
    }
}
