/** What owners of nodes should do after their units came to grief. Start at {@link Advice}. */
@NullMarked
package dev.berth.control.advice;

import org.jspecify.annotations.NullMarked;
