/** The process that relays calls and meters them. */
@NullMarked
package dev.berth.proxy;

import org.jspecify.annotations.NullMarked;
