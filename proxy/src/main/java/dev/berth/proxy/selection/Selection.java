package dev.berth.proxy.selection;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses a member: among those that have the blocks that are named, those at the best head, of these two at random, and of these the one with fewer calls in flight. A member
 * behind loses calls while others are at the head, and reads altogether when it is too far behind. A member that
 * has as much to do as it can take is passed over. When every member has been ejected, those that are merely slow or fail some
 * calls still get a few: an overloaded pool must not become one that is down.
 */
public final class Selection {
    private Selection() {}

    public static Choice choose(Need need, List<Candidate> candidates, long seed) {
        Choice choice = choose(need, candidates, seed, false);
        return choice instanceof Choice.Nobody nobody && !nobody.full() ? choose(need, candidates, seed, true) : choice;
    }

    private static Choice choose(Need need, List<Candidate> candidates, long seed, boolean lastResort) {
        int[] able = new int[candidates.size()];
        int count = 0;
        boolean full = false;
        boolean toBeHad = isToBeHad(need, candidates);
        for (int i = 0; i < able.length; i++) {
            Candidate candidate = candidates.get(i);
            if (i == need.tried()
                    || !refusal(need, candidate, toBeHad, lastResort).isEmpty()) continue;
            if (!candidate.full().isEmpty()) {
                full = true;
                continue;
            }
            if (!need.replicated()) return new Choice.Chosen(i, false);
            able[count++] = i;
        }
        if (count == 0) return new Choice.Nobody(reasons(need, candidates, toBeHad), full);
        long best = Long.MIN_VALUE;
        for (int i = 0; i < count; i++)
            best = Math.max(best, candidates.get(able[i]).head());
        int atHead = 0;
        for (int i = 0; i < count; i++) {
            if (candidates.get(able[i]).head() == best) able[atHead++] = able[i];
        }
        return new Choice.Chosen(lessBusy(candidates, able, atHead, seed), count > 1 || full);
    }

    /** Whether any member at all has the lowest block that the call names; if not, each may say so itself. */
    private static boolean isToBeHad(Need need, List<Candidate> candidates) {
        for (int i = 0; need.lowest() >= 0 && i < candidates.size(); i++) {
            if (candidates.get(i).lowest() <= need.lowest()) return true;
        }
        return false;
    }

    private static int lessBusy(List<Candidate> candidates, int[] able, int count, long seed) {
        if (count == 1) return able[0];
        long mixed = mix(seed);
        int first = (int) Long.remainderUnsigned(mixed, count);
        int second = (first + 1 + (int) Long.remainderUnsigned(mixed >>> 32, count - 1)) % count;
        boolean firstIsFreer = candidates.get(able[first]).inFlight()
                <= candidates.get(able[second]).inFlight();
        return firstIsFreer ? able[first] : able[second];
    }

    private static Map<String, String> reasons(Need need, List<Candidate> candidates, boolean toBeHad) {
        var reasons = new TreeMap<String, String>();
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            reasons.put(candidate.name(), i == need.tried() ? "was tried" : reason(need, candidate, toBeHad));
        }
        return reasons;
    }

    private static String reason(Need need, Candidate candidate, boolean toBeHad) {
        String refusal = refusal(need, candidate, toBeHad, false);
        return refusal.isEmpty() ? candidate.full() : refusal;
    }

    /** Why the candidate may not get the call; empty when it may. */
    private static String refusal(Need need, Candidate candidate, boolean toBeHad, boolean lastResort) {
        boolean spared = lastResort && candidate.ofSomeUse();
        if (!candidate.unusable().isEmpty() && !spared) return candidate.unusable();
        if (need.replicated() && toBeHad && candidate.lowest() > need.lowest())
            return "has nothing before block " + candidate.lowest();
        if (!need.replicated() || !need.newest() || need.maxLag() == 0) return "";
        long behind = need.bestHead() - candidate.head();
        boolean known = candidate.head() >= 0 && need.bestHead() >= 0;
        return known && behind > need.maxLag() ? behind + " blocks behind" : "";
    }

    /** Spreads a seed over all bits, so that a counter will do as one. */
    private static long mix(long seed) {
        long mixed = (seed + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        return (mixed ^ mixed >>> 31) * 0x94d049bb133111ebL;
    }
}
