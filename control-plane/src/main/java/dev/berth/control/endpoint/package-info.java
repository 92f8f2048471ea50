/** Tenants' URLs and keys onto pools and dedicated nodes. Start at {@link CreateEndpoint} and {@link RevokeKeys}. */
@NullMarked
package dev.berth.control.endpoint;

import org.jspecify.annotations.NullMarked;
