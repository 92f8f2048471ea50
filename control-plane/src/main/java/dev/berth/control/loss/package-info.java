/** What becomes of dedicated nodes whose host is lost. Start at {@link LeaveLostHosts}. */
@NullMarked
package dev.berth.control.loss;

import org.jspecify.annotations.NullMarked;
