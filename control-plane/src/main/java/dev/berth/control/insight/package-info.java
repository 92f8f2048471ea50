/** What proxies tell of calls beside the bill: how long they took, how they failed, what became of one. Start at {@link dev.berth.control.insight.InsightService}. */
@NullMarked
package dev.berth.control.insight;

import org.jspecify.annotations.NullMarked;
