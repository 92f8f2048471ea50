/** How much was used, exactly: proxies' totals merged, and asked for. Start at {@link UsageIntake}. */
@NullMarked
package dev.berth.control.usage;

import org.jspecify.annotations.NullMarked;
