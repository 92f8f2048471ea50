/** What runs on a host: engines, their hardening, and the agent that the control plane talks to. Start at {@link Main} and {@link dev.berth.host.agent.HostAgent}. */
@NullMarked
package dev.berth.host;

import org.jspecify.annotations.NullMarked;
