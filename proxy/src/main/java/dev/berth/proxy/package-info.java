/** The process that relays and meters tenants' calls. Start at {@link dev.berth.proxy.Main}. */
@NullMarked
package dev.berth.proxy;

import org.jspecify.annotations.NullMarked;
