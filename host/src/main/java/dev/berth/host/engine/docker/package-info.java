/** Units as hardened containers of the machine's own Docker engine. Start at {@link dev.berth.host.engine.docker.DockerEngine} and {@link dev.berth.host.engine.docker.ContainerPlan}. */
@NullMarked
package dev.berth.host.engine.docker;

import org.jspecify.annotations.NullMarked;
