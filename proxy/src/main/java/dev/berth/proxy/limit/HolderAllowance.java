package dev.berth.proxy.limit;

/**
 * How much the holder of a token may use of an endpoint, within what endpoint and key allow.
 *
 * @param of names the holder: the endpoint's id and a hash of who the token says it is, see docs/keys.md
 */
public record HolderAllowance(String of, Allowance allowance) {
    public HolderAllowance {
        if (of.length() > 64)
            throw new IllegalArgumentException("holder: " + of + " (expected: 64 characters at most)");
    }
}
