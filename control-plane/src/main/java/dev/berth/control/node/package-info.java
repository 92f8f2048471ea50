/** Nodes that tenants asked for, and how far each has come. Start at {@link NodeState}. */
@NullMarked
package dev.berth.control.node;

import org.jspecify.annotations.NullMarked;
