/** Calls to addresses that tenants name, which lead nowhere but to the public network. Start at {@link OutboundHttp}. */
@NullMarked
package dev.berth.control.outbound;

import org.jspecify.annotations.NullMarked;
