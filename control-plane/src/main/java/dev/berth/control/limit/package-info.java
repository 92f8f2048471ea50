/** Limits that hold over several proxies: who may spend which part of them now. Start at {@link dev.berth.control.limit.SharedLimits}. */
@NullMarked
package dev.berth.control.limit;

import org.jspecify.annotations.NullMarked;
