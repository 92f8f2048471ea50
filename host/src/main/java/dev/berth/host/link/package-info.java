/** The stream that a host's agent holds to its control plane, and how it answers on it. Start at {@link AgentLink}. */
@NullMarked
package dev.berth.host.link;

import org.jspecify.annotations.NullMarked;
