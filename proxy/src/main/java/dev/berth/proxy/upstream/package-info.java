/** The nodes behind the proxy while it runs: connections, health, heads. Start at {@link dev.berth.proxy.upstream.Members}. */
@NullMarked
package dev.berth.proxy.upstream;

import org.jspecify.annotations.NullMarked;
