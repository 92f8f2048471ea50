package dev.berth.proxy.insight;

import dev.berth.contract.v1.ErrorTally;
import dev.berth.contract.v1.Refusal;

/** Items of one endpoint and method that failed alike, and the requests of the first few. Lives on one event loop until it is taken. */
final class ErrorGroup {
    /** Of what has no group of its own. */
    static final String OTHER = "(other)";

    private static final int KEPT = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String method;
    private final Refusal refusal;
    private final int code;
    private final int httpStatus;
    private final long[] requests = new long[KEPT];
    private int kept;
    private long items;
    private long first;
    private long last;

    /** @param refusal {@code REFUSAL_UNSPECIFIED}: the node's own error */
    ErrorGroup(String method, Refusal refusal, int code, int httpStatus) {
        this.method = method;
        this.refusal = refusal;
        this.code = code;
        this.httpStatus = httpStatus;
    }

    boolean is(String ofMethod, Refusal ofRefusal, int ofCode, int ofHttpStatus) {
        return code == ofCode && refusal == ofRefusal && httpStatus == ofHttpStatus && method.equals(ofMethod);
    }

    /** One more; whether its request is among those that are named. */
    boolean add(long request, long now) {
        if (items++ == 0) first = now;
        last = now;
        boolean names = kept < KEPT && (kept == 0 || requests[kept - 1] != request);
        if (names) requests[kept++] = request;
        return names;
    }

    ErrorTally message(long now) {
        var message = ErrorTally.newBuilder()
                .setMethod(method)
                .setRefusal(refusal)
                .setCode(code)
                .setHttpStatus(httpStatus)
                .setItems(items)
                .setFirstAgoMs(millis(now - first))
                .setLastAgoMs(millis(now - last));
        for (int i = 0; i < kept; i++) message.addRequestIds(requests[i]);
        return message.build();
    }

    private static int millis(long nanos) {
        return Math.clamp(nanos / NANOS_PER_MILLI, 0, Integer.MAX_VALUE);
    }
}
