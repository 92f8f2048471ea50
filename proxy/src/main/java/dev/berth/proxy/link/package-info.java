/** The proxy's way to its control plane: who it is, how it connects, how it tries again. Start at {@link dev.berth.proxy.link.ControlPlaneLink}. */
@NullMarked
package dev.berth.proxy.link;

import org.jspecify.annotations.NullMarked;
