package dev.berth.proxy.route;

import org.jspecify.annotations.Nullable;

/**
 * A call that a node answers with other than null or an error if it has what belongs to a block.
 *
 * @param params where {@code "$block"} stands for the block's number
 */
public record BoundPoll(String method, String params, boolean hex) {
    static @Nullable BoundPoll of(boolean present, dev.berth.contract.v1.BoundPoll poll) {
        if (!present) return null;
        boolean hex = switch (poll.getEncoding()) {
            case HEX_QUANTITY -> true;
            case DECIMAL -> false;
            case ENCODING_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("encoding of bound poll " + poll.getMethod() + ": "
                        + poll.getEncoding() + " (expected: HEX_QUANTITY or DECIMAL)");
        };
        return new BoundPoll(poll.getMethod(), poll.getParamsJson(), hex);
    }

    public String paramsFor(long block) {
        String number = hex ? "\"0x" + Long.toHexString(block) + "\"" : Long.toString(block);
        return params.replace("\"$block\"", number);
    }
}
