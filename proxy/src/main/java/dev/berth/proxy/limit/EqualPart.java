package dev.berth.proxy.limit;

/** The part of each limit that a proxy has while nothing else was said: all of it, among as many proxies as there are. */
final class EqualPart {
    private volatile int proxies = 1;

    double value() {
        return 1.0 / proxies;
    }

    boolean isWhole() {
        return proxies == 1;
    }

    /** Whether that is news. */
    boolean heardOf(int count) {
        if (count < 1 || count == proxies) return false;
        proxies = count;
        return true;
    }
}
