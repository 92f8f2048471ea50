package dev.berth.proxy.upstream;

/**
 * What the proxy thinks of a member, and how that changes by what is seen of it. Five calls in a row that fail eject
 * it, or two probes, or one refused connection; two good probes in a row bring it back, after a pause that doubles each time
 * it is ejected again soon. Time is nanoseconds since any fixed instant.
 */
public sealed interface Standing {
    int FAILED_CALLS = 5;
    int FAILED_PROBES = 2;
    int GOOD_PROBES = 2;
    long FIRST_PAUSE = 250_000_000L;
    long LONGEST_PAUSE = 16_000_000_000L;
    long FORGIVEN_AFTER = 60_000_000_000L;

    Standing answeredCall();

    Standing failedCall(Fault fault, long now);

    Standing answeredProbe(long now);

    Standing failedProbe(Fault fault, long now);

    /** How an attempt or a probe failed. */
    record Fault(String reason, boolean unreachable) {}

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
    record InUse(int failedCalls, int failedProbes, long pause, long since) implements Standing {
        static final InUse FRESH = new InUse(0, 0, 0, 0);

        @Override
        public Standing answeredCall() {
            return failedCalls == 0 ? this : new InUse(0, failedProbes, pause, since);
        }

        @Override
        public Standing failedCall(Fault fault, long now) {
            if (fault.unreachable || failedCalls + 1 >= FAILED_CALLS) return eject(fault, now);
            return new InUse(failedCalls + 1, failedProbes, pause, since);
        }

        @Override
        public Standing answeredProbe(long now) {
            boolean forgiven = pause > 0 && now - since > FORGIVEN_AFTER;
            return failedProbes == 0 && !forgiven ? this : new InUse(failedCalls, 0, forgiven ? 0 : pause, since);
        }

        @Override
        public Standing failedProbe(Fault fault, long now) {
            if (fault.unreachable || failedProbes + 1 >= FAILED_PROBES) return eject(fault, now);
            return new InUse(failedCalls, failedProbes + 1, pause, since);
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
            return new InUse(0, 0, pause, now);
        }

        @Override
        public Standing failedProbe(Fault newest, long now) {
            return new Ejected(newest, 0, pause, until);
        }

        /** Where nothing can be probed, the pause alone decides, and the next call is the probe. */
        Standing afterPause(long now) {
            return now < until ? this : new InUse(FAILED_CALLS - 1, 0, pause, now);
        }
    }
}
