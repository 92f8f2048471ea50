package dev.berth.proxy.meter;

/**
 * Counts as they are stored: multiplied by a prime (an AN code). An atomic add of {@code n} times the prime keeps a word
 * valid, so no second word has to be kept in step; one or two flipped bits, or a foreign word, leave a remainder.
 */
final class Guarded {
    /** No sum or difference of two powers of two below 2^64 is a multiple of it. */
    private static final long PRIME = 65_521;

    private Guarded() {}

    static long of(long count) {
        return count * PRIME;
    }

    static boolean isIntact(long word) {
        return word >= 0 && word % PRIME == 0;
    }

    static long count(long word) {
        return word / PRIME;
    }
}
