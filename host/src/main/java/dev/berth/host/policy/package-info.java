/** The hardening of containers, as predicates on what an engine is asked for and on what it says is there. Start at {@link HardeningRule}. */
@NullMarked
package dev.berth.host.policy;

import org.jspecify.annotations.NullMarked;
