package dev.berth.proxy.upstream;

/**
 * How far a member's word about its head goes. One that leaps far ahead is believed when it says so again a little later; one
 * that fell back alone counts as no further than it fell, for a time that doubles when it does it again. Time is nanoseconds
 * since any fixed instant.
 */
final class Trust {
    private static final long SAID_AGAIN_AFTER = 150_000_000L;
    private static final long SAID_AGAIN_WITHIN = 10_000_000_000L;
    private static final long FIRST_DOUBT = 1_000_000_000L;
    private static final long LONGEST_DOUBT = 32_000_000_000L;
    private static final long FORGIVEN_AFTER = 60_000_000_000L;

    private volatile Leap leap = new Leap(Member.NO_HEAD, 0);
    private volatile Doubt doubt = new Doubt(Long.MAX_VALUE, 0, 0);

    private record Leap(long height, long at) {}

    private record Doubt(long height, long lasts, long until) {}

    /** It says that it is this far, and nobody else is anywhere near; whether it is believed. */
    boolean leaps(long height, long askedAt, long now) {
        Leap before = leap;
        long after = askedAt - before.at;
        boolean saidBefore =
                before.height != Member.NO_HEAD && height >= before.height && now - before.at < SAID_AGAIN_WITHIN;
        if (!saidBefore) leap = new Leap(height, now);
        return saidBefore && after >= SAID_AGAIN_AFTER;
    }

    void fellBackAlone(long height, long now) {
        Doubt before = doubt;
        boolean forgiven = before.lasts == 0 || now - before.until > FORGIVEN_AFTER;
        long lasts = forgiven ? FIRST_DOUBT : Math.min(before.lasts * 2, LONGEST_DOUBT);
        doubt = new Doubt(height, lasts, now + lasts);
    }

    /** It was the chain that went back. */
    void wasRight() {
        if (doubt.lasts != 0) doubt = new Doubt(Long.MAX_VALUE, 0, 0);
    }

    /** How far a member that says so is taken to be. */
    long believed(long height, long now) {
        Doubt held = doubt;
        return held.lasts != 0 && now - held.until < 0 ? Math.min(height, held.height) : height;
    }
}
