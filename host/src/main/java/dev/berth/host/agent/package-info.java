/** The narrow door to a host: report, observe, perform one fenced step. Start at {@link HostAgent}. */
@NullMarked
package dev.berth.host.agent;

import org.jspecify.annotations.NullMarked;
