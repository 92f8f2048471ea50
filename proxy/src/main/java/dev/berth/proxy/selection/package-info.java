/** Which member of a target gets a call, as a pure function. Start at {@link dev.berth.proxy.selection.Selection}. */
@NullMarked
package dev.berth.proxy.selection;

import org.jspecify.annotations.NullMarked;
