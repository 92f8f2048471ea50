/** Who approves what is asked for: an operator's policies, and how they decide. Start at {@link Verdict}. */
@NullMarked
package dev.berth.control.approval;

import org.jspecify.annotations.NullMarked;
