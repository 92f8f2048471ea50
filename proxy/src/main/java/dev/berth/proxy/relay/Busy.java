package dev.berth.proxy.relay;

import dev.berth.proxy.jsonrpc.Answer;

/** How nodes, and what stands in front of them, say that they have too much to do: nothing that a caller should hear. */
final class Busy {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private Busy() {}

    static boolean isSaidBy(int httpStatus) {
        return httpStatus == TOO_MANY_REQUESTS || httpStatus == SERVICE_UNAVAILABLE;
    }

    /** Some say it with the HTTP status as the error's code. */
    static boolean isSaidBy(Answer.Failure failure) {
        return failure.code() == TOO_MANY_REQUESTS;
    }
}
