/** The shared nodes of a network, kept at a wanted size. Start at {@link CreatePool} and {@link KeepPools}. */
@NullMarked
package dev.berth.control.pool;

import org.jspecify.annotations.NullMarked;
