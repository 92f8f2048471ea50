/** Organisations that use and pay, their members and API keys. Start at {@link TenantId}. */
@NullMarked
package dev.berth.control.tenant;

import org.jspecify.annotations.NullMarked;
