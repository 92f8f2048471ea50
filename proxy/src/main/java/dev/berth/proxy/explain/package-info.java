/**
 * What became of recent calls, told while they happen, kept for a while. Start at {@link dev.berth.proxy.explain.CallStory}.
 */
@NullMarked
package dev.berth.proxy.explain;

import org.jspecify.annotations.NullMarked;
