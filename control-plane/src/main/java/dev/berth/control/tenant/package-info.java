/** Organisations that use and pay, their members and API keys; who calls. Start at {@link Tenants} and {@link ApiKeys}. */
@NullMarked
package dev.berth.control.tenant;

import org.jspecify.annotations.NullMarked;
