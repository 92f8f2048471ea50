/** Stories of calls as traces of OpenTelemetry. Start at {@link dev.berth.proxy.trace.Traces}. */
@NullMarked
package dev.berth.proxy.trace;

import org.jspecify.annotations.NullMarked;
