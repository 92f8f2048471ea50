package dev.berth.proxy.upstream;

/**
 * How long calls that share a connection wait.
 *
 * @param promptNanos an answer within this is a reason to queue more
 * @param behindNanos after this behind another, a call goes elsewhere
 */
record QueuePatience(long promptNanos, long behindNanos) {
    /** The second is longer than a node pauses now and then: whoever goes elsewhere is asked twice. */
    static final QueuePatience USUAL = new QueuePatience(5_000_000, 50_000_000);
}
