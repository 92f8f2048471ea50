package dev.berth.control.billing;

import dev.berth.control.usage.CallCounts;
import java.time.Instant;

/** Calls of one key in a span of minutes in which no price of its network changes; {@code at} is one of these minutes. */
public record MeteredCalls(CallKey key, Instant at, CallCounts counts) {}
