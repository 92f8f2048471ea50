/** How long an endpoint's calls took and how they failed, told to the control plane beside the bill. Start at {@link dev.berth.proxy.insight.LoopTallies}. */
@NullMarked
package dev.berth.proxy.insight;

import org.jspecify.annotations.NullMarked;
