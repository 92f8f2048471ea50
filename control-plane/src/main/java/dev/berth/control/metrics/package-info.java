/** What an operator's Prometheus reads of this process. Start at {@link ControlPlaneMetrics}. */
@NullMarked
package dev.berth.control.metrics;

import org.jspecify.annotations.NullMarked;
