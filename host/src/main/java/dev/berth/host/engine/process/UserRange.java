package dev.berth.host.engine.process;

import java.util.Set;

/** The unprivileged users that units run as when the engine runs as root; each instance has a range of its own. */
record UserRange(int first, int count) {
    private static final int SIZE = 100_000;
    private static final int SLOTS = 10_000;
    private static final int LOWEST = 1_000_000;

    static UserRange of(String instance) {
        return new UserRange(LOWEST + Math.floorMod(instance.hashCode(), SLOTS) * SIZE, SIZE);
    }

    int free(Set<Integer> taken) {
        for (int uid = first; uid < first + count; uid++) if (!taken.contains(uid)) return uid;
        throw new IllegalStateException("users: all " + count + " from " + first + " are taken");
    }
}
