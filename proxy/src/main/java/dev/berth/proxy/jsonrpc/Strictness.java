package dev.berth.proxy.jsonrpc;

/**
 * What a text must keep to beyond the grammar of JSON.
 *
 * @param maxDepth how many arrays and objects may stand in one another
 * @param uniqueDepth down to which depth a key may stand only once in its object
 * @param wholeSurrogates whether an escaped surrogate must have its other half
 */
record Strictness(int maxDepth, int uniqueDepth, boolean wholeSurrogates) {
    /** What tenants send: nobody may read it in two ways. */
    static final Strictness REQUEST = new Strictness(512, Integer.MAX_VALUE, true);

    /** What nodes send: traces nest deep, and values go through as they are. */
    static final Strictness ANSWER = new Strictness(16_384, 1, false);
}
