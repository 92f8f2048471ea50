/** Makes what is be what is wanted: observes, plans, acts, again and again. Start at {@link Reconciler}. */
@NullMarked
package dev.berth.control.reconcile;

import org.jspecify.annotations.NullMarked;
