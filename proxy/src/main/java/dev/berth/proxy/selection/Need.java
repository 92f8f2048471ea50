package dev.berth.proxy.selection;

/**
 * What a call asks of a member.
 *
 * @param replicated whether members follow one chain; otherwise the first usable one is the primary
 * @param read whether it must not get an answer from too far behind
 * @param maxLag how many blocks behind the best head a read may be answered; 0: any
 * @param bestHead the best height that any member was seen to have; negative when unknown
 * @param tried the candidate that was tried before; negative: none
 */
public record Need(boolean replicated, boolean read, int maxLag, long bestHead, int tried) {}
