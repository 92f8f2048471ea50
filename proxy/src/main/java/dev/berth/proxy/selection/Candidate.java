package dev.berth.proxy.selection;

/**
 * A member as selection sees it.
 *
 * @param unusable why it should get no calls like this one; empty when it may
 * @param ofSomeUse whether it may get one all the same when nobody else can
 * @param full why it takes no more of them at the moment; empty when it does
 * @param head its height; negative when unknown
 * @param lowest from which block on it has what this call needs
 */
public record Candidate(
        String name, String unusable, boolean ofSomeUse, String full, long head, long lowest, int inFlight) {}
