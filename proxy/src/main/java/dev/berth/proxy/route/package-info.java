/** Where an endpoint's calls go: networks, targets and their upstreams. Start at {@link dev.berth.proxy.route.RoutingTable}. */
@NullMarked
package dev.berth.proxy.route;

import org.jspecify.annotations.NullMarked;
