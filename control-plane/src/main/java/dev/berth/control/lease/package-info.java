/** Requests, their approval, and the leases by which nodes hold a place on a host. Start at {@link Lease}. */
@NullMarked
package dev.berth.control.lease;

import org.jspecify.annotations.NullMarked;
