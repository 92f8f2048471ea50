package dev.berth.proxy.upstream;

import dev.berth.contract.v1.UpstreamObservation;
import java.util.List;

/** What the proxy sees of its upstreams, for the control plane. */
@FunctionalInterface
public interface UpstreamReports {
    /** The present state of every upstream in the routing table; cheap, callable from any thread. */
    List<UpstreamObservation> now();
}
