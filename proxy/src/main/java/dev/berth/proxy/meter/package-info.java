/** Counting what is billed, before the first byte of an answer leaves. Start at {@link dev.berth.proxy.meter.Meter}. */
@NullMarked
package dev.berth.proxy.meter;

import org.jspecify.annotations.NullMarked;
