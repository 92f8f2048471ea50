package dev.berth.proxy.selection;

/**
 * A member as selection sees it.
 *
 * @param unusable why it gets no calls; empty when it may get some
 * @param head its height; negative when unknown
 */
public record Candidate(String name, String unusable, long head, int inFlight) {}
