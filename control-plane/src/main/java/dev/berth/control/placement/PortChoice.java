package dev.berth.control.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The lowest free ports of a host's range. */
public final class PortChoice {
    private PortChoice() {}

    /** {@code count} ports from {@code first} to {@code last} that are not taken; fewer when there are not enough. */
    public static List<Integer> lowestFree(int first, int last, Set<Integer> taken, int count) {
        var chosen = new ArrayList<Integer>(count);
        for (int port = first; port <= last && chosen.size() < count; port++)
            if (!taken.contains(port)) chosen.add(port);
        return chosen;
    }
}
