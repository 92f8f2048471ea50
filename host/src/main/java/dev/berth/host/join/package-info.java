/** How a host becomes one of a platform's, and who it is from then on. Start at {@link JoinToken} and {@link HostIdentity}. */
@NullMarked
package dev.berth.host.join;

import org.jspecify.annotations.NullMarked;
