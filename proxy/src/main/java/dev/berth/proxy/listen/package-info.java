/** The ports: tenants' HTTP and the operator's. Start at {@link dev.berth.proxy.listen.HttpListener}. */
@NullMarked
package dev.berth.proxy.listen;

import org.jspecify.annotations.NullMarked;
