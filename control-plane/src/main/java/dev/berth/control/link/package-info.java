/** Hosts whose agents dial: the port that they come to, and a {@link dev.berth.host.agent.HostAgent} at this end. Start at {@link HostServer} and {@link RemoteHostAgent}. */
@NullMarked
package dev.berth.control.link;

import org.jspecify.annotations.NullMarked;
