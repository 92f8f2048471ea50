/** Who may call: endpoint keys, what each may do, and how often. Start at {@link dev.berth.proxy.access.AccessTable}. */
@NullMarked
package dev.berth.proxy.access;

import org.jspecify.annotations.NullMarked;
