package dev.berth.proxy.limit;

/** What is left of one limit on this proxy. Time is counted from any fixed instant in the past, the same in all calls. */
sealed interface Room permits RateBucket, DayStock {
    /** There is none, and it is not known whether there is any elsewhere. */
    long UNKNOWN = -1;

    /** 0 when there is room for so much, else the nanoseconds until there may be, or {@link #UNKNOWN}. */
    long wait(long limit, long burst, long cost, long nowNanos);

    /** Takes so much if there is room for it. */
    boolean take(long limit, long burst, long cost, long nowNanos);

    /** Undoes what was taken at that time. */
    void giveBack(long cost, long takenNanos);

    /** All that was ever asked for and was not refused by another limit. */
    long asked();
}
