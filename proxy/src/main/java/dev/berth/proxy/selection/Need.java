package dev.berth.proxy.selection;

/**
 * What a call asks of a member.
 *
 * @param replicated whether members follow one chain; otherwise the first usable one is the primary
 * @param newest whether its answer depends on the newest block, and must not come from too far behind
 * @param maxLag how many blocks behind the best head that may be; 0: any
 * @param bestHead the best height that any member was seen to have; negative when unknown
 * @param lowest the lowest block that the call names; negative: none
 * @param tried the candidate that was tried before; negative: none
 */
public record Need(boolean replicated, boolean newest, int maxLag, long bestHead, long lowest, int tried) {}
