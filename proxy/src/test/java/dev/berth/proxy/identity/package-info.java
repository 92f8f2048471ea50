/** Tests of who a proxy is to agents. */
@NullMarked
package dev.berth.proxy.identity;

import org.jspecify.annotations.NullMarked;
