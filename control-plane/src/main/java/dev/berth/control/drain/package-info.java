/** Takes hosts out of the pool: their nodes go elsewhere first, or their owners are asked. Start at {@link DrainHost}. */
@NullMarked
package dev.berth.control.drain;

import org.jspecify.annotations.NullMarked;
