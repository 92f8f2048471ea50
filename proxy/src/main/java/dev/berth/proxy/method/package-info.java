/** What the networks' method tables say about a method. Start at {@link dev.berth.proxy.method.MethodTable}. */
@NullMarked
package dev.berth.proxy.method;

import org.jspecify.annotations.NullMarked;
