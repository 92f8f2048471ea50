package dev.berth.proxy.jsonrpc;

import dev.berth.contract.v1.JsonRpcError;
import dev.berth.contract.v1.Refusal;
import dev.berth.contract.v1.RefusalOuterClass;
import dev.berth.proxy.limit.OverLimit;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of Berth's own errors, said to a caller: an entry of the contract's table, with what is particular to this call.
 *
 * @param detail follows the table's message; empty: nothing
 * @param data the error's {@code data} as JSON; null: none
 * @param retryAfter when repeating makes sense; null where it does not
 */
public record Refused(
        Refusal refusal,
        String detail,
        @Nullable Slice data,
        @Nullable Duration retryAfter) {
    private static final Map<Refusal, JsonRpcError> TABLE = table();
    private static final Duration SOON = Duration.ofSeconds(1);

    public static Refused of(Refusal refusal) {
        return of(refusal, "");
    }

    public static Refused of(Refusal refusal, String detail) {
        return new Refused(refusal, detail, null, entry(refusal).getPassing() ? SOON : null);
    }

    /** A limit is used up for a while; or a day's is used up here, and nobody has said whether there is more. */
    public static Refused overLimit(OverLimit over) {
        String of = over.of().name().toLowerCase(Locale.ROOT);
        String detail =
                over.limit() + " " + over.unit() + (over.isPerDay() ? " per day" : " per second") + " of the " + of;
        if (!over.isKnown()) return of(Refusal.LIMIT_NOT_KNOWN, detail);
        long retryAfterMs = Math.max(1, -Math.floorDiv(-over.waitNanos(), 1_000_000L));
        Slice data = Slice.of("{\"limit\":%d,\"window\":\"%s\",\"retryAfterMs\":%d,\"unit\":\"%s\",\"of\":\"%s\"}"
                .formatted(over.limit(), over.isPerDay() ? "1d" : "1s", retryAfterMs, over.unit(), of));
        return new Refused(Refusal.RATE_LIMITED, detail, data, Duration.ofMillis(retryAfterMs));
    }

    /** The caller has this many calls at a target's nodes, as many as it may while others are to find room. */
    public static Refused overShare(int callsAtOnce) {
        Slice data = Slice.of(
                "{\"limit\":%d,\"window\":\"at once\",\"retryAfterMs\":%d}".formatted(callsAtOnce, SOON.toMillis()));
        return new Refused(Refusal.TOO_MANY_AT_ONCE, "", data, SOON);
    }

    /** No node could take the call: why, by the nodes' names. */
    public static Refused noNode(Map<String, String> reasons) {
        String nodes = reasons.entrySet().stream()
                .map(reason -> Escapes.quote(reason.getKey()) + ":" + Escapes.quote(reason.getValue()))
                .collect(Collectors.joining(","));
        return new Refused(Refusal.NO_HEALTHY_NODE, "", Slice.of("{\"nodes\":{" + nodes + "}}"), SOON);
    }

    public int code() {
        return entry(refusal).getCode();
    }

    /** The status of a response that is nothing but this error, before a dialect has its say. */
    public int httpStatus() {
        return entry(refusal).getHttpStatus();
    }

    /** What is said to people. */
    public String message() {
        String message = entry(refusal).getMessage();
        return detail.isEmpty() ? message : message + ": " + detail;
    }

    /**
     * The wait as the header {@code Retry-After} says it, in whole seconds (RFC 9110, 10.2.3) with a zero before them. ethers 6 takes
     * a number that begins with another digit for milliseconds, and spends all its attempts in a moment; this form it leaves
     * alone, and waits longer each time.
     */
    public static String retryAfterHeader(Duration wait) {
        return "0" + Math.max(1, wait.plusMillis(999).toSeconds());
    }

    /** The error object. */
    Slice json() {
        String tail = data == null ? "" : ",\"data\":" + data;
        return Slice.of("{\"code\":" + code() + ",\"message\":" + Escapes.quote(message()) + tail + "}");
    }

    private static JsonRpcError entry(Refusal refusal) {
        JsonRpcError entry = TABLE.get(refusal);
        if (entry == null) throw new IllegalArgumentException("refusal: " + refusal + " (expected: one with an error)");
        return entry;
    }

    private static Map<Refusal, JsonRpcError> table() {
        var table = new EnumMap<Refusal, JsonRpcError>(Refusal.class);
        for (Refusal refusal : Refusal.values()) {
            if (refusal == Refusal.UNRECOGNIZED) continue;
            var options = refusal.getValueDescriptor().getOptions();
            if (options.hasExtension(RefusalOuterClass.jsonRpc))
                table.put(refusal, options.getExtension(RefusalOuterClass.jsonRpc));
        }
        return table;
    }
}
