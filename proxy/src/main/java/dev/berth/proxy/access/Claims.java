package dev.berth.proxy.access;

import dev.berth.proxy.limit.Allowance;
import dev.berth.proxy.limit.HolderAllowance;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jspecify.annotations.Nullable;

/**
 * What a verified token allows, and until when.
 *
 * @param maxBatchItems 0: it does not say
 * @param holder who may use how much; null: it does not say
 */
record Claims(Allowlists lists, int maxBatchItems, @Nullable Holder holder, Instant until) {
    private static final String METHODS = "berth.methods";
    private static final String CONTRACTS = "berth.contracts";
    private static final String MAX_BATCH_ITEMS = "berth.maxBatchItems";
    private static final String CALLS_PER_SECOND = "berth.callsPerSecond";
    private static final String UNITS_PER_SECOND = "berth.unitsPerSecond";
    private static final String CALLS_PER_DAY = "berth.callsPerDay";
    private static final String UNITS_PER_DAY = "berth.unitsPerDay";

    /** Who holds the token, as a hash of its subject's name, and how much that one may use. */
    record Holder(String subject, Allowance allowance) {
        private static final int HASH_BYTES = 12;

        static Holder of(String subject, Allowance allowance) {
            byte[] hash = Arrays.copyOf(Sha256.of(subject), HASH_BYTES);
            return new Holder(HexFormat.of().formatHex(hash), allowance);
        }

        /** What it may use there; one who holds several tokens for an endpoint has that once. */
        HolderAllowance of(EndpointId endpoint) {
            return new HolderAllowance(endpoint.value() + "." + subject, allowance);
        }
    }

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
        return new Claims(lists, (int) number(token, MAX_BATCH_ITEMS, Integer.MAX_VALUE), holder(token), until);
    }

    private static List<String> texts(JwtClaims token, String name) throws MalformedClaimException {
        if (!token.hasClaim(name)) return List.of();
        List<String> texts = token.getStringListClaimValue(name);
        if (texts == null || texts.isEmpty() || texts.stream().anyMatch(text -> text == null || text.isBlank()))
            throw new MalformedClaimException(name + ": " + texts + " (expected: texts, at least one)");
        return texts;
    }

    private static @Nullable Holder holder(JwtClaims token) throws MalformedClaimException {
        var allowance = new Allowance(
                (int) number(token, CALLS_PER_SECOND, Integer.MAX_VALUE),
                0,
                (int) number(token, UNITS_PER_SECOND, Integer.MAX_VALUE),
                number(token, CALLS_PER_DAY, Long.MAX_VALUE),
                number(token, UNITS_PER_DAY, Long.MAX_VALUE));
        if (allowance.equals(Allowance.UNLIMITED)) return null;
        String subject = token.getSubject();
        if (subject == null || subject.isBlank())
            throw new MalformedClaimException("sub: " + subject + " (expected: whose limits these are)");
        return Holder.of(subject, allowance);
    }

    /** 0: it does not say. */
    private static long number(JwtClaims token, String name, long most) throws MalformedClaimException {
        if (!token.hasClaim(name)) return 0;
        Number number = token.getClaimValue(name, Number.class);
        if (number == null
                || number.doubleValue() != number.longValue()
                || number.longValue() < 1
                || number.longValue() > most)
            throw new MalformedClaimException(
                    name + ": " + number + " (expected: a whole number from 1 to " + most + ")");
        return number.longValue();
    }
}
