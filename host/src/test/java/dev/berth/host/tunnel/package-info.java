/** Tests of the tunnel. */
@NullMarked
package dev.berth.host.tunnel;

import org.jspecify.annotations.NullMarked;
