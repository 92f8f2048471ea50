package dev.berth.proxy.selection;

import java.util.Map;

/** Which candidate gets a call. */
public sealed interface Choice {
    /**
     * @param index of the candidate
     * @param alternative whether another one could take the call in its place, now or soon
     */
    record Chosen(int index, boolean alternative) implements Choice {}

    /**
     * None may: why, by the candidates' names.
     *
     * @param full whether one may as soon as it has done some of what it has to do
     */
    record Nobody(Map<String, String> reasons, boolean full) implements Choice {}
}
