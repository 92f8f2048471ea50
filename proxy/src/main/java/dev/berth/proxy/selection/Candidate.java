package dev.berth.proxy.selection;

/**
 * A member as selection sees it.
 *
 * @param unusable why it gets no calls; empty when it may get some
 * @param reachable whether it may get some all the same when nobody else can
 * @param head its height; negative when unknown
 */
public record Candidate(String name, String unusable, boolean reachable, long head, int inFlight) {}
