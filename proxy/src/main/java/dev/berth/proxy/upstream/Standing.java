package dev.berth.proxy.upstream;

/**
 * What the proxy thinks of a member, and how that changes by what is seen of it. Two failed probes eject it, or one fault
 * that is beyond doubt; two good probes in a row bring it back, after a pause that doubles each time it is ejected again soon.
 * Calls that it fails are the matter of a {@link Breaker}. Time is nanoseconds since any fixed instant.
 */
public sealed interface Standing {
    int FAILED_PROBES = 2;
    int GOOD_PROBES = 2;
    long FIRST_PAUSE = 250_000_000L;
    long LONGEST_PAUSE = 16_000_000_000L;
    long FORGIVEN_AFTER = 60_000_000_000L;

    Standing answeredCall();

    Standing failedCall(Fault fault, long now);

    Standing answeredProbe(long now);

    Standing failedProbe(Fault fault, long now);

    /**
     * How an attempt or a probe failed.
     *
     * @param outright whether the member is of no use at all, beyond doubt: it refuses connections, or is on another chain
     */
    record Fault(String reason, boolean outright) {}

    /** Nothing seen yet: it gets calls, so that a proxy serves at once after its start. */
    record Untested() implements Standing {
        @Override
        public Standing answeredCall() {
            return InUse.FRESH;
        }

        @Override
        public Standing failedCall(Fault fault, long now) {
            return InUse.FRESH.failedCall(fault, now);
        }

        @Override
        public Standing answeredProbe(long now) {
            return InUse.FRESH;
        }

        @Override
        public Standing failedProbe(Fault fault, long now) {
            return InUse.FRESH.failedProbe(fault, now);
        }
    }

    /**
     * Gets calls.
     *
     * @param pause how long it was ejected for last; 0: never, or long ago
     */
    record InUse(int failedProbes, long pause, long since) implements Standing {
        static final InUse FRESH = new InUse(0, 0, 0);

        @Override
        public Standing answeredCall() {
            return this;
        }

        @Override
        public Standing failedCall(Fault fault, long now) {
            return fault.outright ? eject(fault, now) : this;
        }

        @Override
        public Standing answeredProbe(long now) {
            boolean forgiven = pause > 0 && now - since > FORGIVEN_AFTER;
            return failedProbes == 0 && !forgiven ? this : new InUse(0, forgiven ? 0 : pause, since);
        }

        @Override
        public Standing failedProbe(Fault fault, long now) {
            if (fault.outright || failedProbes + 1 >= FAILED_PROBES) return eject(fault, now);
            return new InUse(failedProbes + 1, pause, since);
        }

        private Ejected eject(Fault fault, long now) {
            long longer = pause == 0 ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
            return new Ejected(fault, 0, longer, now + longer);
        }
    }

    /** Gets no calls until probes are answered again. */
    record Ejected(Fault fault, int goodProbes, long pause, long until) implements Standing {
        @Override
        public Standing answeredCall() {
            return this;
        }

        @Override
        public Standing failedCall(Fault newest, long now) {
            return this;
        }

        @Override
        public Standing answeredProbe(long now) {
            if (goodProbes + 1 < GOOD_PROBES || now < until) return new Ejected(fault, goodProbes + 1, pause, until);
            return new InUse(0, pause, now);
        }

        @Override
        public Standing failedProbe(Fault newest, long now) {
            return new Ejected(newest, 0, pause, until);
        }

        /** Where nothing can be probed, the pause alone decides, and the next call is the probe. */
        Standing afterPause(long now) {
            return now < until ? this : new InUse(0, pause, now);
        }
    }
}
