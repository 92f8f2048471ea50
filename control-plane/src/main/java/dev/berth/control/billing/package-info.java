/** What usage and ready time cost: price tables, rating, and the export of a month. Start at {@link Export} and {@link Rating}. */
@NullMarked
package dev.berth.control.billing;

import org.jspecify.annotations.NullMarked;
