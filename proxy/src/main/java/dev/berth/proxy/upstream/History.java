package dev.berth.proxy.upstream;

/**
 * How far back a member goes, as it was seen: what it has at most moves on with its head, since a node that keeps the last so
 * many states forgets one with each block.
 *
 * @param lowestState from which block on it has states; 0: all
 * @param lowestBlock from which block on it has blocks; 0: all
 * @param head its height when that was seen
 */
record History(long lowestState, long lowestBlock, long head) {
    /** Nothing is known: it may have all. */
    static final History UNKNOWN = new History(0, 0, Member.NO_HEAD);

    boolean isKnown() {
        return head != Member.NO_HEAD;
    }

    long lowest(boolean state, long headNow) {
        long lowest = state ? Math.max(lowestState, lowestBlock) : lowestBlock;
        return lowest == 0 ? 0 : lowest + Math.max(0, headNow - head);
    }
}
